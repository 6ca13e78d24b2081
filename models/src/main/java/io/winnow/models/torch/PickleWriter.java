package io.winnow.models.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes Python's pickle format (protocol 2), as far as a TorchScript module needs it: objects with attributes, and tensors whose elements
 * are stored in other entries of the archive.
 */
final class PickleWriter {
    /** PyTorch's names for the storages of each type. */
    private static final Map<DataType, String> STORAGES = Map.of(
            DataType.FLOAT32, "FloatStorage",
            DataType.FLOAT64, "DoubleStorage",
            DataType.FLOAT16, "HalfStorage",
            DataType.INT64, "LongStorage",
            DataType.INT32, "IntStorage",
            DataType.INT8, "CharStorage",
            DataType.UINT8, "ByteStorage",
            DataType.BOOLEAN, "BoolStorage");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    PickleWriter() {
        bytes.write(0x80);
        bytes.write(2);
    }

    /** Begins an object of a class in {@code __torch__}. Its attributes follow as names and values, then {@link #endObject}. */
    PickleWriter beginObject(String className) {
        global("__torch__", className);
        bytes.writeBytes(new byte[] {')', (byte) 0x81, '}', '('});
        return this;
    }

    PickleWriter endObject() {
        bytes.writeBytes(new byte[] {'u', 'b'});
        return this;
    }

    PickleWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.write('X');
        bytes.writeBytes(littleEndian(Integer.BYTES).putInt(utf8.length).array());
        bytes.writeBytes(utf8);
        return this;
    }

    PickleWriter flag(boolean value) {
        bytes.write(value ? 0x88 : 0x89);
        return this;
    }

    private void integer(long value) {
        if (value == (int) value) {
            bytes.write('J');
            bytes.writeBytes(littleEndian(Integer.BYTES).putInt((int) value).array());
        } else {
            bytes.write(0x8a);
            bytes.write(Long.BYTES);
            bytes.writeBytes(littleEndian(Long.BYTES).putLong(value).array());
        }
    }

    /** Writes a contiguous tensor that spans the whole storage {@code data/KEY}. */
    PickleWriter tensor(String key, DataType type, Shape shape) {
        String storage = STORAGES.get(type);
        if (storage == null) {
            throw new IllegalArgumentException("Cannot write an array of type " + type
                    + " to a TorchScript file; supported types are " + STORAGES.keySet() + ".");
        }
        global("torch._utils", "_rebuild_tensor_v2");
        bytes.writeBytes(new byte[] {'(', '('});
        text("storage");
        global("torch", storage);
        text(key);
        text("cpu");
        integer(shape.size());
        bytes.writeBytes(new byte[] {'t', 'Q'});
        integer(0);
        long[] lengths = shape.getShape();
        long[] strides = new long[lengths.length];
        long stride = 1;
        for (int i = lengths.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= lengths[i];
        }
        integers(lengths);
        integers(strides);
        flag(false);
        global("collections", "OrderedDict");
        bytes.writeBytes(new byte[] {')', 'R', 't', 'R'});
        return this;
    }

    private void integers(long[] values) {
        bytes.write('(');
        for (long value : values) {
            integer(value);
        }
        bytes.write('t');
    }

    private void global(String module, String name) {
        bytes.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the pickle and returns its bytes. */
    byte[] done() {
        bytes.write('.');
        return bytes.toByteArray();
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
