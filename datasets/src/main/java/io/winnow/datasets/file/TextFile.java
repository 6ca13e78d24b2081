package io.winnow.datasets.file;

import io.winnow.datasets.DataException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes text strictly: a byte that is invalid in the character set is an error and never becomes U+FFFD. A byte order mark determines the
 * character set, takes precedence over a declared one, and is not part of the text. Without a mark, text is UTF-8 unless another character
 * set is declared, or unless every other byte of its beginning is zero, as in UTF-16 and in no text of another character set. Any other NUL
 * character is an error, since text contains none: the file is UTF-16 that does not begin with Latin letters, or it is not a text file.
 */
public final class TextFile {
    private static final int LONGEST_MARK = 4;

    /** Longer marks come first, since the mark of UTF-16LE is the beginning of that of UTF-32LE. */
    private static final Map<Charset, byte[]> MARKS = marks();

    private TextFile() {}

    private static Map<Charset, byte[]> marks() {
        Map<Charset, byte[]> marks = new LinkedHashMap<>();
        marks.put(Charset.forName("UTF-32LE"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 0});
        marks.put(Charset.forName("UTF-32BE"), new byte[] {0, 0, (byte) 0xFE, (byte) 0xFF});
        marks.put(StandardCharsets.UTF_8, new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
        marks.put(StandardCharsets.UTF_16LE, new byte[] {(byte) 0xFF, (byte) 0xFE});
        marks.put(StandardCharsets.UTF_16BE, new byte[] {(byte) 0xFE, (byte) 0xFF});
        return marks;
    }

    /**
     * Decodes bytes.
     *
     * @param declared the character set that the user or the format declares; empty for UTF-8
     * @throws UnreadableTextException if a byte is invalid in the character set; it holds the line of the first such byte
     */
    public static String decode(byte[] bytes, Optional<Charset> declared) throws IOException {
        try (Reader reader = open(new ByteArrayInputStream(bytes), declared)) {
            StringWriter text = new StringWriter(bytes.length);
            reader.transferTo(text);
            return text.toString();
        }
    }

    /**
     * How the bytes of a text are encoded.
     *
     * @param mark byte order mark at the beginning of the bytes; empty if there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // a constant; never compared
    record Encoding(Charset charset, byte[] mark) {
        /**
         * Encodes a text.
         *
         * @throws UnreadableTextException if the character set lacks a character; it holds the line of the first such character
         */
        byte[] encode(String text) throws UnreadableTextException {
            CharsetEncoder encoder = charset.newEncoder();
            if (!encoder.canEncode(text)) {
                int line = 1;
                for (int character : text.codePoints().toArray()) {
                    line += character == '\n' ? 1 : 0;
                    if (!encoder.canEncode(Character.toString(character))) {
                        throw new UnreadableTextException(
                                line,
                                "the character '" + Character.toString(character) + "' does not exist in " + charset);
                    }
                }
            }
            byte[] bytes = text.getBytes(charset);
            byte[] all = Arrays.copyOf(mark, mark.length + bytes.length);
            System.arraycopy(bytes, 0, all, mark.length, bytes.length);
            return all;
        }
    }

    /** Returns the encoding by which {@link #decode} reads bytes. */
    static Encoding encoding(byte[] bytes, Optional<Charset> declared) {
        for (Map.Entry<Charset, byte[]> each : MARKS.entrySet()) {
            byte[] mark = each.getValue();
            if (bytes.length >= mark.length && Arrays.equals(mark, Arrays.copyOf(bytes, mark.length))) {
                return new Encoding(each.getKey(), mark);
            }
        }
        return new Encoding(charset(declared, bytes), new byte[0]);
    }

    /**
     * Opens a file. Reading throws {@link UnreadableTextException} with the line of the first byte that is invalid in the character set.
     *
     * @param declared the character set that the user or the format declares; empty for UTF-8
     */
    public static BufferedReader open(Path file, Optional<Charset> declared) throws IOException {
        return open(Files.newInputStream(file), declared);
    }

    /**
     * Reads all lines of a stream, which is closed.
     *
     * @param name name of the stream, for messages
     * @throws DataException if a byte is invalid in the character set; the message names the line
     */
    public static List<String> lines(String name, InputStream bytes, TextCharset charset) throws IOException {
        try (BufferedReader reader = open(bytes, charset.declared())) {
            List<String> lines = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
            return lines;
        } catch (UnreadableTextException e) {
            throw new DataException(name + ", " + e.getMessage() + charset.advice() + ".", e);
        }
    }

    private static BufferedReader open(InputStream bytes, Optional<Charset> declared) throws IOException {
        try {
            byte[] start = bytes.readNBytes(LONGEST_MARK);
            for (Map.Entry<Charset, byte[]> each : MARKS.entrySet()) {
                byte[] mark = each.getValue();
                if (start.length >= mark.length && Arrays.equals(mark, Arrays.copyOf(start, mark.length))) {
                    byte[] text = Arrays.copyOfRange(start, mark.length, start.length);
                    return new BufferedReader(new StrictReader(text, bytes, each.getKey()));
                }
            }
            return new BufferedReader(new StrictReader(start, bytes, charset(declared, start)));
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    private static Charset charset(Optional<Charset> declared, byte[] start) {
        if (declared.isEmpty() && start.length >= LONGEST_MARK) {
            if (isLatin(start, 0)) {
                return StandardCharsets.UTF_16LE;
            } else if (isLatin(start, 1)) {
                return StandardCharsets.UTF_16BE;
            }
        }
        Charset charset = declared.orElse(StandardCharsets.UTF_8);
        if (!charset.equals(StandardCharsets.UTF_16)) {
            return charset;
        }
        // Java reads UTF-16 without a mark as big-endian, but Windows writes little-endian. The position of the zero
        // byte of a Latin first character tells which it is.
        boolean little = start.length > 1 && start[0] != 0 && start[1] == 0;
        return little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    }

    /** Whether bytes begin with two Latin characters of UTF-16, of which the byte that is not zero comes first (0) or second (1). */
    private static boolean isLatin(byte[] start, int place) {
        return start[place] != 0 && start[1 - place] == 0 && start[place + 2] != 0 && start[3 - place] == 0;
    }
}
