package io.winnow.datasets.file;

import io.winnow.datasets.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Reads the text of a file of records. */
final class RecordText {
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
            Format.of("compressed (gzip); unpack it first", 0x1f, 0x8b));

    private RecordText() {}

    /**
     * Reads a whole file, without its byte order mark.
     *
     * @throws DataException if bytes are invalid in the character set; the message names the line
     */
    static String read(Path file, RecordOptions options) throws IOException {
        if (!Files.exists(file)) {
            throw new DataException("The " + options.kind() + " " + file + " does not exist. Check the path.");
        }
        if (Files.isDirectory(file)) {
            throw new DataException("The " + options.kind() + " " + file + " is a folder. Name the file in it.");
        }
        byte[] bytes = Files.readAllBytes(file);
        for (Format format : OTHERS) {
            if (format.isOf(bytes)) {
                throw new DataException(file + " is " + format.advice() + ". A " + options.kind()
                        + " must be CSV, JSON, JSON lines or Parquet.");
            }
        }
        try {
            return TextFile.decode(bytes, options.encoding().declared());
        } catch (UnreadableTextException e) {
            throw new DataException(
                    file + ", " + e.getMessage() + options.encoding().advice() + ".", e);
        }
    }
}
