package io.winnow.datasets.label;

import io.winnow.datasets.file.TextFile;
import io.winnow.datasets.file.UnreadableTextException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the text of a file of labels. */
final class LabelText {
    @SuppressWarnings("ArrayRecordComponent") // a constant; never compared
    private record Format(byte[] start, String advice) {
        private static Format of(String advice, int... start) {
            byte[] bytes = new byte[start.length];
            for (int i = 0; i < start.length; i++) {
                bytes[i] = (byte) start[i];
            }
            return new Format(bytes, advice);
        }

        private boolean isOf(byte[] bytes) {
            return bytes.length >= start.length && Arrays.equals(start, 0, start.length, bytes, 0, start.length);
        }
    }

    private static final List<Format> OTHERS = List.of(
            Format.of("a zip archive or an Excel workbook; save the sheet as CSV (UTF-8)", 'P', 'K', 3, 4),
            Format.of("an old Excel workbook; save the sheet as CSV (UTF-8)", 0xd0, 0xcf, 0x11, 0xe0),
            Format.of("compressed (gzip); unpack it first", 0x1f, 0x8b),
            Format.of("a Parquet file; write it as CSV", 'P', 'A', 'R', '1'));

    private LabelText() {}

    /**
     * Reads a whole file, without its byte order mark.
     *
     * @param declared character set of a file without a byte order mark; UTF-8 by default
     * @throws LabelFileException if bytes are invalid in the character set; the message names the line
     */
    static String read(Path file, Optional<Charset> declared) throws IOException {
        if (!Files.exists(file)) {
            throw new LabelFileException("The label file " + file + " does not exist. Check the path.");
        }
        if (Files.isDirectory(file)) {
            throw new LabelFileException("The label file " + file + " is a folder. Name the file in it.");
        }
        byte[] bytes = Files.readAllBytes(file);
        for (Format format : OTHERS) {
            if (format.isOf(bytes)) {
                throw new LabelFileException(
                        file + " is " + format.advice() + ". Label files must be CSV, JSON or JSON lines.");
            }
        }
        try {
            return TextFile.decode(bytes, declared);
        } catch (UnreadableTextException e) {
            throw new LabelFileException(
                    file + ", " + e.getMessage() + " (setting: encoding, such as windows-1252).", e);
        }
    }
}
