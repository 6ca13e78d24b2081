package io.winnow.datasets.image;

import static io.winnow.datasets.image.ImageFormat.ascii;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The chunks of a WebP file (RFC 9649, section 2). The simple interface of libwebp decodes still images only, so the first frame of an
 * animation is passed to it as a separate still image.
 */
record WebpFile(List<Chunk> chunks) {
    private static final int HEADER = 8;

    /**
     * A chunk.
     *
     * @param type four characters
     * @param begin index of its content
     * @param size size of its content in bytes
     */
    record Chunk(String type, int begin, int size) {}

    static WebpFile of(byte[] file) {
        return new WebpFile(chunks(file, 12, file.length));
    }

    private static List<Chunk> chunks(byte[] file, int begin, int end) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        List<Chunk> chunks = new ArrayList<>();
        int at = begin;
        while (at + HEADER <= end) {
            int size = in.getInt(at + 4);
            if (size < 0 || size > end - at - HEADER) {
                break;
            }
            chunks.add(new Chunk(ascii(file, at, 4), at + HEADER, size));
            at += HEADER + size + (size & 1);
        }
        return chunks;
    }

    /** The content of the first chunk of a type, or null. */
    byte[] chunk(byte[] file, String type) {
        return chunks.stream()
                .filter(chunk -> chunk.type.equals(type))
                .findFirst()
                .map(chunk -> Arrays.copyOfRange(file, chunk.begin, chunk.begin + chunk.size))
                .orElse(null);
    }

    int frames() {
        return (int) chunks.stream().filter(chunk -> chunk.type.equals("ANMF")).count();
    }

    /**
     * The first frame of an animation.
     *
     * @param still the frame as a separate file
     * @param width width of the canvas
     * @param height height of the canvas
     * @param left column of the canvas at which the frame begins
     * @param top row of the canvas at which the frame begins
     */
    @SuppressWarnings("ArrayRecordComponent") // the content of a file; never compared
    record Frame(byte[] still, int width, int height, int left, int top) {}

    /** Returns the first frame. It may be called only if there are {@link #frames}. */
    Frame firstFrame(byte[] file) {
        byte[] canvas = chunk(file, "VP8X");
        Chunk frame = chunks.stream()
                .filter(chunk -> chunk.type.equals("ANMF"))
                .findFirst()
                .orElseThrow();
        List<Chunk> parts = chunks(file, frame.begin + 16, frame.begin + frame.size);
        boolean alpha = parts.stream().anyMatch(part -> part.type.equals("ALPH"));
        int content = parts.stream()
                .mapToInt(part -> HEADER + part.size + (part.size & 1))
                .sum();
        ByteBuffer out =
                ByteBuffer.allocate(12 + (alpha ? HEADER + 10 : 0) + content).order(ByteOrder.LITTLE_ENDIAN);
        put(out, "RIFF").putInt(out.capacity() - 8);
        put(out, "WEBP");
        if (alpha) {
            put(out, "VP8X").putInt(10).putInt(0x10).put(file, frame.begin + 6, 6);
        }
        for (Chunk part : parts) {
            put(out, part.type).putInt(part.size).put(file, part.begin, part.size);
            if ((part.size & 1) != 0) {
                out.put((byte) 0);
            }
        }
        return new Frame(
                out.array(),
                1 + number(canvas, 4),
                1 + number(canvas, 7),
                2 * number(file, frame.begin),
                2 * number(file, frame.begin + 3));
    }

    private static ByteBuffer put(ByteBuffer out, String type) {
        for (int i = 0; i < 4; i++) {
            out.put((byte) type.charAt(i));
        }
        return out;
    }

    /** Reads an integer of 24 bits. */
    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8) | ((bytes[at + 2] & 0xff) << 16);
    }
}
