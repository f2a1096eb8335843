package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.Attachment;
import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.Image;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Thumbnail;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.source.Purpose;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * All files of a recording in the one order that transfer and manifest share: each stream followed
 * by its captions, then slides, images, thumbnail and attachments.
 */
public record RecordingFiles(List<Named> files) {
    /**
     * One file, and what it is to the recording.
     *
     * @param name that viewers are to see it under; null for the source's own
     */
    record Named(Source source, Purpose purpose, @Nullable String name) {}

    public RecordingFiles {
        files = List.copyOf(files);
    }

    public static RecordingFiles of(UploadRequest request) {
        List<Named> files = new ArrayList<>();
        for (Stream stream : request.streams()) {
            files.add(new Named(stream.source(), Purpose.RECORDING, null));
            add(files, stream.captions().stream().map(Caption::source), Purpose.CAPTIONS);
        }
        add(files, request.slides().stream().map(Slides::source), Purpose.PRESENTATION);
        add(files, request.images().stream().map(Image::source), Purpose.IMAGE);
        @Nullable Thumbnail thumbnail = request.thumbnail();
        if (thumbnail != null && thumbnail.source() != null) {
            files.add(new Named(thumbnail.source(), Purpose.IMAGE, null));
        }
        for (Attachment attachment : request.attachments()) {
            files.add(new Named(attachment.source(), Purpose.ATTACHMENT, attachment.name()));
        }
        return new RecordingFiles(files);
    }

    private static void add(
            List<Named> files, java.util.stream.Stream<Source> sources, Purpose purpose) {
        sources.forEach(source -> files.add(new Named(source, purpose, null)));
    }

    public List<Source> sources() {
        return files.stream().map(Named::source).toList();
    }
}
