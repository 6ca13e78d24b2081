package io.winnow.datasets.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text files: bytes that are none of the character set are errors, and a byte order mark is no text. */
final class TextFiles {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private TextFiles() {}

    static BufferedReader open(Path file, Charset charset) throws IOException {
        BufferedReader reader = Files.newBufferedReader(file, charset);
        try {
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) {
                reader.reset();
            }
            return reader;
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    /** The bytes of a file that is read whole. */
    static byte[] whole(Path file, ReadOptions options) throws IOException {
        long size = Files.size(file);
        if (size > options.maxFileBytes()) {
            throw new UnreadableTableException(
                    file.toString(), "has " + size + " bytes; at most " + options.maxFileBytes() + " are read");
        }
        return Files.readAllBytes(file);
    }

    /** A line without its end, or null at the end of the file; one that is too long is passed over. */
    static String line(BufferedReader reader, long maxCharacters) throws IOException {
        StringBuilder line = new StringBuilder();
        int character = reader.read();
        if (character < 0) {
            return null;
        }
        boolean tooLong = false;
        for (; character >= 0 && character != '\n'; character = reader.read()) {
            if (line.length() < maxCharacters) {
                line.append((char) character);
            } else {
                tooLong = true;
            }
        }
        if (tooLong) {
            throw new UnreadableTableException("line", "has more than " + maxCharacters + " characters");
        }
        return line.toString();
    }
}
