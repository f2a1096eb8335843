package io.panoptoupload.worker.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files that are made of a few bytes, so that none of them has to be shipped. */
final class TinyMedia {
    private static final int RATE = 8000;
    private static final int MIDDLE = 128;

    /** What Office Open XML needs at least for one empty slide. */
    private static final List<String> SLIDE_PARTS =
            List.of(
                    "[Content_Types].xml",
                    "_rels/.rels",
                    "ppt/presentation.xml",
                    "ppt/_rels/presentation.xml.rels",
                    "ppt/slides/slide1.xml",
                    "ppt/slides/_rels/slide1.xml.rels",
                    "ppt/slideLayouts/slideLayout1.xml",
                    "ppt/slideLayouts/_rels/slideLayout1.xml.rels",
                    "ppt/slideMasters/slideMaster1.xml",
                    "ppt/slideMasters/_rels/slideMaster1.xml.rels",
                    "ppt/theme/theme1.xml");

    private TinyMedia() {}

    /** A tone of 440 Hz as WAV: PCM, 8 bits, mono. */
    static byte[] sound(Duration length) {
        int samples = (int) (RATE * length.toMillis() / 1000);
        ByteBuffer wav = ByteBuffer.allocate(44 + samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(US_ASCII)).putInt(36 + samples);
        wav.put("WAVEfmt ".getBytes(US_ASCII)).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(RATE);
        wav.putShort((short) 1).putShort((short) 8);
        wav.put("data".getBytes(US_ASCII)).putInt(samples);
        for (int i = 0; i < samples; i++) {
            wav.put((byte) (MIDDLE + 60 * Math.sin(2 * Math.PI * 440 * i / RATE)));
        }
        return wav.array();
    }

    /**
     * One colour as PNG.
     *
     * @param rgb such as 0xFF0000 for red
     */
    static byte[] picture(int width, int height, int rgb) {
        ByteBuffer rows = ByteBuffer.allocate(height * (1 + 3 * width));
        for (int y = 0; y < height; y++) {
            rows.put((byte) 0);
            for (int x = 0; x < width; x++) {
                rows.put((byte) (rgb >> 16)).put((byte) (rgb >> 8)).put((byte) rgb);
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) 8).put((byte) 2);
        chunk(png, "IHDR", header.array());
        chunk(png, "IDAT", deflated(rows.array()));
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(type.getBytes(US_ASCII));
        crc.update(data);
        png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        png.writeBytes(type.getBytes(US_ASCII));
        png.writeBytes(data);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] deflated(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** One slide as PPTX. */
    static byte[] slides() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String part : SLIDE_PARTS) {
                zip.putNextEntry(new ZipEntry(part));
                try (InputStream in = TinyMedia.class.getResourceAsStream("slides/" + part)) {
                    Objects.requireNonNull(in, part).transferTo(zip);
                }
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
