package io.winnow.models.pretrained;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;

/**
 * A tensor as the pickle of a checkpoint describes it. None of it has been checked.
 *
 * @param offset its first element, counted from the start of the storage's part
 * @param strides for each dimension, the distance between neighbours, in elements
 */
record TorchTensor(TorchStorage storage, long offset, List<Long> sizes, List<Long> strides) {
    /**
     * The tensor at its place in the file.
     *
     * @throws ArithmeticException if the tensor is not inside of its storage; the message says why
     */
    StoredTensor at(Path file, TorchStorage.Place place) {
        if (sizes.size() != strides.size()) {
            throw new ArithmeticException("it has " + sizes.size() + " dimensions, but " + strides.size() + " strides");
        }
        long[] lengths = sizes.stream().mapToLong(Long::longValue).toArray();
        long last = offset;
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] < 0 || strides.get(i) < 0) {
                throw new ArithmeticException("its shape " + sizes + " or its strides " + strides + " are negative");
            }
            last = Math.addExact(last, Math.multiplyExact(Math.max(0, lengths[i] - 1), strides.get(i)));
        }
        long elements = StoredTensor.elements(lengths);
        if (offset < 0 || (elements > 0 && last >= storage.length())) {
            throw new ArithmeticException("its elements are " + offset + " to " + last
                    + " of its storage, which has only " + storage.length());
        }
        NumberType type = storage.type();
        Math.multiplyExact(elements, (long) type.bytes());
        long start = elements == 0 ? 0 : storage.start() + offset;
        return new StoredTensor(type, new Shape(lengths), file, place.position() + start * type.bytes(), strides);
    }
}
