package io.winnow.trainer.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes scalars for TensorBoard: an event file of TFRecords. Each record has a length, the masked CRC32C of the length, data, and the
 * masked CRC32C of the data. The data are an {@code Event} message of tensorflow/core/util/event.proto.
 */
public final class TensorBoardFile implements MetricSink {
    private static final int MASK_DELTA = 0xa282ead8;
    private final OutputStream out;

    /**
     * Creates a new event file in a folder. TensorBoard merges all files of a folder.
     *
     * @param time current time in seconds since 1970
     */
    public TensorBoardFile(Path folder, double time) throws IOException {
        Files.createDirectories(folder);
        int number = 0;
        Path file;
        do {
            file = folder.resolve("events.out.tfevents." + (long) time + ".winnow." + number++);
        } while (Files.exists(file));
        out = Files.newOutputStream(file);
        Message version = new Message();
        version.real(1, time);
        version.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
        write(version.toByteArray());
    }

    @Override
    public void accept(MetricEvent event) throws IOException {
        Message summary = new Message();
        for (Map.Entry<String, Double> metric : event.values().entrySet()) {
            Message value = new Message();
            value.bytes(1, (event.stage() + "/" + metric.getKey()).getBytes(StandardCharsets.UTF_8));
            value.single(2, metric.getValue().floatValue());
            summary.bytes(1, value.toByteArray());
        }
        Message message = new Message();
        message.real(1, event.time());
        message.integer(2, event.step());
        message.bytes(5, summary.toByteArray());
        write(message.toByteArray());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void write(byte[] data) throws IOException {
        byte[] length = little(8).putLong(data.length).array();
        out.write(length);
        out.write(little(4).putInt(maskedChecksum(length)).array());
        out.write(data);
        out.write(little(4).putInt(maskedChecksum(data)).array());
        out.flush();
    }

    static int maskedChecksum(byte[] data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        int value = (int) checksum.getValue();
        return ((value >>> 15) | (value << 17)) + MASK_DELTA;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Encodes the kinds of protobuf fields that an event has. */
    private static final class Message extends ByteArrayOutputStream {
        void real(int field, double value) {
            tag(field, 1);
            writeBytes(little(8).putDouble(value).array());
        }

        void single(int field, float value) {
            tag(field, 5);
            writeBytes(little(4).putFloat(value).array());
        }

        void integer(int field, long value) {
            tag(field, 0);
            varint(value);
        }

        void bytes(int field, byte[] value) {
            tag(field, 2);
            varint(value.length);
            writeBytes(value);
        }

        private void tag(int field, int wireType) {
            varint(((long) field << 3) | wireType);
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            write((int) rest);
        }
    }
}
