package io.winnow.datasets.parquet;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/** Reads the end of a Parquet file, which says where everything else is. */
final class Footer {
    private static final byte[] LFS = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

    private static final String AGAIN = "Copy, download or write it again.";

    private Footer() {}

    /**
     * Reads the footer of a file.
     *
     * @throws DataException if the file is not Parquet, or is not whole, or is encrypted
     */
    static FileMetaData read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            byte[] start = bytes(channel, 0, (int) Math.min(size, 64));
            if (PartFiles.startsWith(start, PartFiles.ENCRYPTED)) {
                throw encrypted(file);
            }
            if (!PartFiles.startsWith(start, PartFiles.MAGIC)) {
                throw new DataException(file + " should be a Parquet file, but " + other(start));
            }
            byte[] end = bytes(channel, Math.max(0, size - 8), (int) Math.min(size, 8));
            if (end.length == 8 && PartFiles.startsWith(Arrays.copyOfRange(end, 4, 8), PartFiles.ENCRYPTED)) {
                throw encrypted(file);
            }
            if (size < 12 || !PartFiles.startsWith(Arrays.copyOfRange(end, 4, 8), PartFiles.MAGIC)) {
                throw new DataException(
                        file + " is not whole: a Parquet file ends with the letters PAR1, and this one of " + size
                                + " bytes does not. " + AGAIN);
            }
            int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt();
            if (length <= 0 || length > size - 12) {
                throw damaged(file, "its footer has a length of " + Integer.toUnsignedLong(length) + " bytes");
            }
            return whole(file, bytes(channel, size - 8 - length, length), size);
        }
    }

    private static FileMetaData whole(Path file, byte[] bytes, long size) throws DataException {
        FileMetaData footer;
        try {
            footer = Util.readFileMetaData(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw damaged(file, "its footer cannot be decoded");
        }
        if (footer.isSetEncryption_algorithm()) {
            throw encrypted(file);
        }
        for (RowGroup group : footer.getRow_groups()) {
            for (ColumnChunk chunk : group.getColumns()) {
                if (!chunk.isSetMeta_data()) {
                    throw encrypted(file);
                }
                long from = start(chunk);
                if (chunk.isSetFile_path()
                        || from < PartFiles.MAGIC.length
                        || chunk.getMeta_data().getTotal_compressed_size() < 0
                        || chunk.getMeta_data().getTotal_compressed_size() > size - from) {
                    throw damaged(file, "its footer names places that are not in this file");
                }
            }
        }
        return footer;
    }

    /** Returns the position of the first page of a column in a row group. */
    static long start(ColumnChunk chunk) {
        long data = chunk.getMeta_data().getData_page_offset();
        // Some writers set the position of a dictionary that does not exist to 0.
        long dictionary = chunk.getMeta_data().isSetDictionary_page_offset()
                ? chunk.getMeta_data().getDictionary_page_offset()
                : 0;
        return dictionary > 0 ? Math.min(dictionary, data) : data;
    }

    private static String other(byte[] start) {
        if (PartFiles.startsWith(start, LFS)) {
            return "is a pointer of Git LFS to a file that has not been fetched. Fetch it with `git lfs pull`.";
        }
        String text =
                new String(start, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        return (start.length == 0
                        ? "is empty"
                        : "does not begin with the letters PAR1; it begins with '" + Shown.printable(text) + "'")
                + ". Write it again, or give it the ending of its format, such as .csv.";
    }

    private static DataException encrypted(Path file) {
        return new DataException(
                file + " is an encrypted Parquet file, which Winnow cannot read. Write it without encryption.");
    }

    static DataException damaged(Path file, String what) {
        return new DataException(file + " is damaged: " + what + ". " + AGAIN);
    }

    /** Returns bytes of a file, all of which must exist. */
    static byte[] bytes(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("The file ended while it was read.");
            }
        }
        return bytes.array();
    }
}
