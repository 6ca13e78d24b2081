package io.winnow.datasets.table;

import io.winnow.datasets.file.TextFile;
import io.winnow.datasets.file.UnreadableTextException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads files and lines up to a limit of their size. */
final class TextFiles {
    private static final int BUFFER = 1 << 14;

    private TextFiles() {}

    /** The bytes of a file that is read as a whole. */
    static byte[] whole(Path file, long maxBytes) throws IOException {
        long size = Files.size(file);
        if (size > maxBytes) {
            throw new UnreadableTableException(
                    file.toString(), "has " + size + " bytes, but the limit is " + maxBytes + "; split the file");
        }
        return Files.readAllBytes(file);
    }

    /**
     * Reads the text of a file up to a number of characters. UTF-8 text is read as UTF-8 even if the options name another character set: it
     * would otherwise be decoded to wrong characters without an error, whereas text in other character sets is hardly ever valid UTF-8.
     */
    static String start(Path file, ReadOptions options, long maxCharacters) throws IOException {
        try (Reader reader = TextFile.open(file, Optional.empty())) {
            return start(reader, maxCharacters);
        } catch (UnreadableTextException e) {
            if (options.charset().declared().isEmpty()) {
                throw new UnreadableTextException(
                        e.line(), e.reason() + options.charset().advice());
            }
        }
        try (Reader reader = TextFile.open(file, options.charset().declared())) {
            return start(reader, maxCharacters);
        }
    }

    private static String start(Reader reader, long maxCharacters) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] buffer = new char[BUFFER];
        while (text.length() < maxCharacters) {
            int count = reader.read(buffer, 0, (int) Math.min(buffer.length, maxCharacters - text.length()));
            if (count < 0) {
                break;
            }
            text.append(buffer, 0, count);
        }
        return text.toString();
    }

    /** Reads a line without its line break, or null at the end of the file. A line that is too long is skipped, with an error. */
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
