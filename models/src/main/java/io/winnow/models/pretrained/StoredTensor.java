package io.winnow.models.pretrained;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An array in a file, whose elements have not been read yet. Its place has been checked: the file contains all of its elements.
 *
 * @param type the type of the numbers in the file
 * @param shape the shape; a single number has the shape () or (1), as the file says
 * @param file the file that contains the elements
 * @param position position of the first element in the file, in bytes
 * @param strides for each dimension, the distance in the file between neighbours, in elements. PyTorch also stores transposed and
 *     expanded (stride 0) arrays
 */
public record StoredTensor(NumberType type, Shape shape, Path file, long position, List<Long> strides) {
    /** PyTorch's own limit. */
    static final int MAX_DIMENSIONS = 64;

    public StoredTensor {
        strides = List.copyOf(strides);
    }

    /** An array whose elements are stored in row-major order. */
    static StoredTensor rowMajor(NumberType type, Shape shape, Path file, long position) {
        return new StoredTensor(type, shape, file, position, rowMajorStrides(shape));
    }

    /**
     * The number of elements of an array.
     *
     * @throws ArithmeticException if it does not fit 63 bits, even without the dimensions of length 0
     */
    static long elements(long[] lengths) {
        long product = 1;
        boolean empty = false;
        for (long length : lengths) {
            product = Math.multiplyExact(product, Math.max(1, length));
            empty |= length == 0;
        }
        return empty ? 0 : product;
    }

    /** The size of all elements in bytes, as many as a copy in row-major order takes. */
    public long bytes() {
        return shape.size() * type.bytes();
    }

    /** Whether the elements are stored one after the other, in row-major order. */
    boolean isRowMajor() {
        List<Long> expected = rowMajorStrides(shape);
        for (int i = 0; i < strides.size(); i++) {
            if (shape.get(i) != 1 && !strides.get(i).equals(expected.get(i))) {
                return shape.size() == 0;
            }
        }
        return true;
    }

    /** The number of elements from the first to the last one in the file. */
    long span() {
        if (shape.size() == 0) {
            return 0;
        }
        long last = 0;
        for (int i = 0; i < strides.size(); i++) {
            last += (shape.get(i) - 1) * strides.get(i);
        }
        return last + 1;
    }

    private static List<Long> rowMajorStrides(Shape shape) {
        List<Long> strides = new ArrayList<>(Collections.nCopies(shape.dimension(), 1L));
        for (int i = shape.dimension() - 2; i >= 0; i--) {
            strides.set(i, strides.get(i + 1) * Math.max(1, shape.get(i + 1)));
        }
        return strides;
    }
}
