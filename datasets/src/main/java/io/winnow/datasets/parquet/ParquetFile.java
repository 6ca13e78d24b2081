package io.winnow.datasets.parquet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.datasets.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/**
 * A Parquet file.
 *
 * @param columns the columns of which values can be read
 * @param classes the names of classes that numbers stand for
 */
record ParquetFile(Path path, FileMetaData footer, MessageType schema, ReadableColumns columns, ClassNames classes) {
    /**
     * Reads what a file says of itself.
     *
     * @param withFiles whether whole files inside of it are read, such as images
     * @throws DataException if it is not Parquet, or not whole, or encrypted, or has no column of which values can be read
     */
    static ParquetFile open(Path path, boolean withFiles) throws IOException {
        FileMetaData footer = Footer.read(path);
        MessageType schema = Schema.of(path, footer.getSchema());
        ReadableColumns columns = ReadableColumns.of(schema, withFiles);
        if (columns.schema().getFieldCount() == 0) {
            throw new DataException(path + " has no column that Winnow can read: "
                    + (columns.unreadable().isEmpty()
                            ? "it has no columns. Write it again with the columns of the data."
                            : columns.unreadable().entrySet().stream()
                                            .map(each -> each.getKey() + " " + each.getValue())
                                            .collect(Collectors.joining("; "))
                                    + ". " + ParquetData.ADVICE));
        }
        return new ParquetFile(path, footer, schema, columns, ClassNames.of(footer));
    }

    /**
     * Reads all records.
     *
     * @throws DataException if a value cannot be read; the message names the record and the column
     */
    void read(ParquetData.Consumer consumer) throws IOException {
        MessageColumnIO io = new ColumnIOFactory(footer.getCreated_by()).getColumnIO(columns.schema(), schema);
        long record = 0;
        try (FileChannel channel = FileChannel.open(path)) {
            for (RowGroup group : footer.getRow_groups()) {
                RecordReader<ObjectNode> reader = group.getNum_rows() == 0 ? null : reader(io, channel, group, record);
                for (long row = 0; row < group.getNum_rows(); row++) {
                    record++;
                    consumer.accept(next(reader, record));
                }
            }
        }
    }

    private RecordReader<ObjectNode> reader(MessageColumnIO io, FileChannel channel, RowGroup group, long before)
            throws IOException {
        try {
            return io.getRecordReader(
                    new RowGroupColumns(channel, group), new RecordConverter(columns.schema(), classes));
        } catch (RuntimeException e) {
            throw unreadable(before + 1, e);
        }
    }

    private ObjectNode next(RecordReader<ObjectNode> reader, long record) throws IOException {
        try {
            return reader.read();
        } catch (RuntimeException e) { // which the library throws, by several types, if bytes have no meaning
            throw unreadable(record, e);
        }
    }

    /**
     * Returns what is wrong with a file that the library could not read.
     *
     * @throws IOException if the machine failed, rather than the file being damaged
     */
    private DataException unreadable(long record, RuntimeException e) throws IOException {
        String what = "its bytes cannot be decoded";
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnreadableColumnException) {
                return new DataException(path + ", record " + record + ": " + cause.getMessage() + ".", e);
            } else if (cause instanceof FailedReadException failed) {
                throw failed.failure();
            } else if (cause instanceof UncheckedIOException io) {
                what = io.getCause().getMessage();
            }
        }
        return Footer.damaged(path, what + " (record " + record + ")");
    }
}
