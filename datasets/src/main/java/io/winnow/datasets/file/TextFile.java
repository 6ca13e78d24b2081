package io.winnow.datasets.file;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Text whose bytes are decoded strictly: a byte that is not of the character set is an error, and never becomes U+FFFD. A byte order mark
 * names the character set, whatever was declared, and is not part of the text. Without one, text is UTF-8 unless another character set is
 * declared. A NUL character is an error, since text has none: the file is UTF-16 without a byte order mark, or no text at all.
 */
public final class TextFile {
    private static final int LONGEST_MARK = 4;

    /** Longer marks first, since that of UTF-16LE is the beginning of that of UTF-32LE. */
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
     * The text of bytes.
     *
     * @param declared the character set that the user or the format names; empty for UTF-8
     * @throws UnreadableTextException with the line of the first byte that is not of the character set
     */
    public static String decode(byte[] bytes, Optional<Charset> declared) throws IOException {
        try (Reader reader = open(new ByteArrayInputStream(bytes), declared)) {
            StringWriter text = new StringWriter(bytes.length);
            reader.transferTo(text);
            return text.toString();
        }
    }

    /**
     * Opens a file. Reading throws {@link UnreadableTextException} with the line of the first byte that is not of the character set.
     *
     * @param declared the character set that the user or the format names; empty for UTF-8
     */
    public static BufferedReader open(Path file, Optional<Charset> declared) throws IOException {
        return open(Files.newInputStream(file), declared);
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
        Charset charset = declared.orElse(StandardCharsets.UTF_8);
        if (!charset.equals(StandardCharsets.UTF_16)) {
            return charset;
        }
        // Java takes UTF-16 without a mark for big-endian, but Windows writes it little-endian. The zero of a first
        // Latin character tells.
        boolean little = start.length > 1 && start[0] != 0 && start[1] == 0;
        return little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    }
}
