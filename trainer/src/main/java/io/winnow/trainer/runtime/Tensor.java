package io.winnow.trainer.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor whose first axis is the examples of a batch.
 *
 * @param name name of the input or output
 * @param type type of the elements
 * @param shape length of each axis
 * @param data the elements in row-major order, in the byte order of this machine; its position is 0
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
public record Tensor(String name, TensorType type, long[] shape, ByteBuffer data) {
    /** Allocates the elements of a tensor, on the Java heap: memory beside it is slow to allocate, and is freed late. */
    public static ByteBuffer allocate(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }

    /** Returns the number of examples. */
    public int rows() {
        return Math.toIntExact(shape[0]);
    }

    /** Whether tensors can be parts of one batch. */
    public boolean fits(Tensor other) {
        return name.equals(other.name) && Arrays.equals(shape, 1, shape.length, other.shape, 1, other.shape.length);
    }

    /**
     * Joins tensors that fit along their first axis.
     *
     * @param into memory of the result, as long as the tensors together or longer, in the byte order of this machine
     */
    public static Tensor joined(List<Tensor> parts, ByteBuffer into) {
        Tensor first = parts.get(0);
        long[] shape = first.shape.clone();
        shape[0] = parts.stream().mapToLong(Tensor::rows).sum();
        into.clear();
        parts.forEach(part -> into.put(part.data.duplicate()));
        return new Tensor(first.name, first.type, shape, into.flip());
    }

    /** Returns some of the examples, which share the memory of this tensor. */
    public Tensor slice(int first, int rows) {
        int bytes = data.limit() / rows();
        long[] part = shape.clone();
        part[0] = rows;
        return new Tensor(
                name, type, part, data.slice(first * bytes, rows * bytes).order(ByteOrder.nativeOrder()));
    }
}
