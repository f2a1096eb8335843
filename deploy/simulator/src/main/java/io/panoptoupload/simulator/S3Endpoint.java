package io.panoptoupload.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The S3 side: {@code /Panopto/Upload/{guid}/{name}}, path style only. Signatures are not looked
 * at, and bytes are stored as HTTP delivers them: a body in aws-chunked framing leaves its framing
 * in the file, as at Panopto.
 */
final class S3Endpoint {
    /** S3 counts from 1; Panopto takes 0 too, and a production client begins with it. */
    private static final int MIN_PART_NUMBER = 0;

    private static final int MAX_PART_NUMBER = 10_000;
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9._-]+");

    private final Uploads uploads;
    private final FileStore store;
    private final Set<Variant> variants;

    S3Endpoint(Uploads uploads, FileStore store, Set<Variant> variants) {
        this.variants = variants;
        this.uploads = uploads;
        this.store = store;
    }

    /** What the address of a request names. */
    record Target(String guid, String name) {}

    Effect createMultipart(Exchange exchange, Target target) throws IOException {
        SimulatedUpload upload = find(target);
        exchange.drain();
        if (variants.contains(Variant.PLAIN_NAMES_ONLY)
                && !PLAIN_NAME.matcher(target.name()).matches()) {
            throw S3Errors.refusal(400, "InvalidArgument", "The name of the object is invalid.");
        }
        return () -> {
            String id = upload.whileOpen(files -> files.begin(target.name()));
            return xml(
                    "InitiateMultipartUploadResult",
                    "<Bucket>Upload</Bucket><Key>%s</Key><UploadId>%s</UploadId>"
                            .formatted(key(target), id));
        };
    }

    Effect uploadPart(Exchange exchange, Target target, String uploadId) throws IOException {
        SimulatedUpload upload = find(target);
        int number = partNumber(exchange);
        upload.whileOpen(files -> files.multipart(uploadId, target.name()));
        StoredPart part = receive(exchange, upload, target.name(), number);
        return () -> {
            List<StoredPart> replaced =
                    orDelete(
                            part.contents(),
                            () ->
                                    upload.whileOpen(
                                            files -> files.put(uploadId, target.name(), part)));
            replaced.forEach(old -> delete(old.contents()));
            return SimulatorResponse.empty(200).with("ETag", part.etag());
        };
    }

    Effect completeMultipart(Exchange exchange, Target target, String uploadId) throws IOException {
        SimulatedUpload upload = find(target);
        List<Multipart.Named> named = CompletionRequest.read(exchange.document());
        return () -> {
            List<StoredPart> parts =
                    upload.whileOpen(
                            files -> files.close(uploadId, target.name(), named, maxPart()));
            StoredFile file = join(upload, target.name(), parts);
            finish(upload, file);
            return xml(
                    "CompleteMultipartUploadResult",
                    "<Bucket>Upload</Bucket><Key>%s</Key><ETag>&quot;%s-%d&quot;</ETag>"
                            .formatted(key(target), file.crc32Hex(), parts.size()));
        };
    }

    Effect putObject(Exchange exchange, Target target) throws IOException {
        SimulatedUpload upload = find(target);
        upload.whileOpen(files -> target);
        StoredPart part = receive(exchange, upload, target.name(), 1);
        return () -> {
            orDelete(
                    part.contents(),
                    () -> upload.whileOpen(files -> files.count(target.name(), part)));
            finish(upload, join(upload, target.name(), List.of(part)));
            return SimulatorResponse.empty(200).with("ETag", part.etag());
        };
    }

    /** Everything that Panopto's own samples do not use does not exist. */
    Effect unsupported(Exchange exchange) {
        SimulatorResponse refused =
                S3Errors.response(
                        501, "NotImplemented", exchange.method() + " is not implemented here.");
        return () -> refused;
    }

    private long maxPart() {
        return variants.contains(Variant.LARGE_PARTS_TAKEN)
                ? Long.MAX_VALUE
                : Multipart.MAX_PART_BYTES;
    }

    private SimulatedUpload find(Target target) {
        return uploads.findByTarget(target.guid())
                .orElseThrow(
                        () -> S3Errors.refusal(404, "NoSuchBucket", "There is no such upload."));
    }

    private static int partNumber(Exchange exchange) {
        try {
            int number = Integer.parseInt(String.valueOf(exchange.query("partNumber")));
            if (number >= MIN_PART_NUMBER && number <= MAX_PART_NUMBER) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw badPartNumber();
        }
        throw badPartNumber();
    }

    private static Refusal badPartNumber() {
        return S3Errors.refusal(
                400,
                "InvalidArgument",
                "partNumber must be between %d and %d".formatted(MIN_PART_NUMBER, MAX_PART_NUMBER));
    }

    private StoredPart receive(Exchange exchange, SimulatedUpload upload, String name, int number)
            throws IOException {
        if (variants.contains(Variant.CHUNKED_REFUSED)
                && exchange.header("Transfer-Encoding") != null) {
            exchange.drain();
            throw S3Errors.refusal(
                    411, "MissingContentLength", "You must provide the Content-Length header.");
        }
        FileStore.Writer writer = store.create(upload.id(), name);
        var crc = new CRC32();
        long[] size = {0};
        boolean whole = false;
        try {
            AwsChunks.Sink sink =
                    bytes -> {
                        size[0] += bytes.remaining();
                        crc.update(bytes.duplicate());
                        writer.write(bytes);
                    };
            AwsChunks.Sink taking = isToBeDecoded(exchange) ? new AwsChunks(sink)::take : sink;
            exchange.read(bytes -> {
                taking.take(bytes);
                return true;
            });
            whole = true;
        } finally {
            if (!whole) {
                writer.abandon();
            }
        }
        return new StoredPart(number, size[0], crc.getValue(), writer.finish());
    }

    private boolean isToBeDecoded(Exchange exchange) {
        String encoding = exchange.header("Content-Encoding");
        return variants.contains(Variant.AWS_CHUNKED_DECODED)
                && encoding != null
                && encoding.contains("aws-chunked");
    }

    private StoredFile join(SimulatedUpload upload, String name, List<StoredPart> parts) {
        long size = 0;
        long crc = 0;
        for (StoredPart part : parts) {
            crc = Crc32Combine.combine(crc, part.crc32(), part.size());
            size += part.size();
        }
        List<FileStore.Contents> contents = parts.stream().map(StoredPart::contents).toList();
        try {
            FileStore.Contents whole = store.join(upload.id(), name, contents);
            return new StoredFile(name, size, crc, parts.size(), whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void finish(SimulatedUpload upload, StoredFile file) {
        orDelete(file.contents(), () -> upload.whileOpen(files -> files.finish(file)));
    }

    /** A refusal must not leave bytes behind that nothing refers to. */
    private static <T> T orDelete(FileStore.Contents contents, Supplier<T> work) {
        try {
            return work.get();
        } catch (Refusal refusal) {
            delete(contents);
            throw refusal;
        }
    }

    private static void delete(FileStore.Contents contents) {
        try {
            contents.delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(Target target) {
        return Xml.escape(target.guid() + "/" + target.name());
    }

    private static SimulatorResponse xml(String root, String content) {
        return SimulatorResponse.of(
                200,
                "application/xml",
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <%s xmlns="http://s3.amazonaws.com/doc/2006-03-01/">%s</%s>\
                """
                        .formatted(root, content, root));
    }
}
