package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.Attachment;
import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.Image;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Thumbnail;
import io.panoptoupload.messages.UploadRequest;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * All files of a recording in the one order that transfer and manifest share: each stream followed
 * by its captions, then slides, images, thumbnail and attachments.
 */
public record RecordingFiles(List<Source> sources) {
    public RecordingFiles {
        sources = List.copyOf(sources);
    }

    public static RecordingFiles of(UploadRequest request) {
        List<Source> sources = new ArrayList<>();
        for (Stream stream : request.streams()) {
            sources.add(stream.source());
            stream.captions().stream().map(Caption::source).forEach(sources::add);
        }
        request.slides().stream().map(Slides::source).forEach(sources::add);
        request.images().stream().map(Image::source).forEach(sources::add);
        @Nullable Thumbnail thumbnail = request.thumbnail();
        if (thumbnail != null && thumbnail.source() != null) {
            sources.add(thumbnail.source());
        }
        request.attachments().stream().map(Attachment::source).forEach(sources::add);
        return new RecordingFiles(sources);
    }
}
