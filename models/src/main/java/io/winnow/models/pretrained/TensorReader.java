package io.winnow.models.pretrained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.RawData;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the elements of arrays, one array after the other. */
final class TensorReader {
    private TensorReader() {}

    /**
     * Reads all arrays. A file stays open while arrays that follow each other are in it.
     *
     * @param type the type that an array of numbers of the given type gets; either exact or for models
     * @param manager manager to which the arrays are attached, and whose device they are created on. Nothing stays attached on failure
     */
    static Map<String, NDArray> read(
            Map<String, StoredTensor> tensors, Function<NumberType, DataType> type, NDManager manager)
            throws IOException {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        Path file = null;
        FileChannel channel = null;
        try {
            for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
                StoredTensor tensor = entry.getValue();
                if (channel == null || !tensor.file().equals(file)) {
                    if (channel != null) {
                        channel.close();
                    }
                    file = tensor.file();
                    channel = FileChannel.open(file, StandardOpenOption.READ);
                }
                arrays.put(entry.getKey(), read(channel, entry.getKey(), tensor, type.apply(tensor.type()), manager));
            }
            return arrays;
        } catch (IOException | RuntimeException e) {
            arrays.values().forEach(NDArray::close);
            throw e;
        } finally {
            if (channel != null) {
                channel.close();
            }
        }
    }

    private static NDArray read(FileChannel channel, String name, StoredTensor tensor, DataType type, NDManager manager)
            throws IOException {
        if (tensor.isRowMajor()) {
            NDArray array = manager.create(tensor.shape(), type);
            try {
                fill(channel, name, tensor, array);
            } catch (IOException | RuntimeException e) {
                array.close();
                throw e;
            }
            return array;
        }
        try (NDManager scratch = manager.newSubManager()) {
            NDArray span = scratch.create(new Shape(tensor.span()), type);
            fill(channel, name, tensor, span);
            NDArray array = RawData.strided(span, tensor.shape(), tensor.strides());
            array.attach(manager);
            return array;
        }
    }

    private static void fill(FileChannel channel, String name, StoredTensor tensor, NDArray target) throws IOException {
        NumberType type = tensor.type();
        // Truth values are normalised, since the file may contain other bytes than 0 and 1.
        boolean asStored =
                type != NumberType.BOOL && NumberType.of(target.getDataType()).equals(Optional.of(type));
        try {
            if (asStored) {
                RawData.read(channel, tensor.position(), target);
                return;
            }
            RawData.read(channel, tensor.position(), target, type.bytes(), (stored, elements) -> {
                if (!NumberDecoder.decode(type, stored, elements)) {
                    throw Faults.refused(
                            tensor.file(),
                            "array " + name + " contains numbers above 2^63 - 1",
                            "Convert it to a signed type first.");
                }
            });
        } catch (EOFException e) {
            throw new IOException(
                    "Cannot read " + tensor.file() + ": the file " + e.getMessage()
                            + ". It has changed since it was opened; replace it with an intact copy.",
                    e);
        }
    }
}
