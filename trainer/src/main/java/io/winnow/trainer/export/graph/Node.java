package io.winnow.trainer.export.graph;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.stream.LongStream;

/**
 * One operator with its arguments.
 *
 * @param arguments each a {@link Value}, a list of them, a Long, Double, Boolean, String, {@link DataType}, a list of Long (also for a
 *     shape; with {@link Length} among them where a length is free), or null for one that is absent
 * @param origin where in the block it was called, for messages
 */
public record Node(Operator operator, List<Object> arguments, List<Value> outputs, String origin) {
    /** An argument that is an array. */
    public Value value(int index) {
        return (Value) arguments.get(index);
    }

    /** Whether an argument is there. */
    public boolean has(int index) {
        return index < arguments.size() && arguments.get(index) != null;
    }

    /** An argument that is a whole number. */
    public long integer(int index) {
        return (Long) arguments.get(index);
    }

    /** An argument that is a number. */
    public double number(int index) {
        return ((Number) arguments.get(index)).doubleValue();
    }

    /** An argument that is a truth value. */
    public boolean flag(int index) {
        return (Boolean) arguments.get(index);
    }

    /** An argument that is a list of whole numbers. */
    public List<Long> integers(int index) {
        return ((List<?>) arguments.get(index)).stream().map(Long.class::cast).toList();
    }

    /** The order of axes that argument 1 of a transposition gives; the reverse one where there is none. */
    public List<Long> transposedAxes() {
        int rank = value(0).rank();
        return has(1) && !integers(1).isEmpty()
                ? integers(1)
                : LongStream.range(0, rank).mapToObj(i -> rank - 1 - i).toList();
    }

    /** An argument that is a list of arrays. */
    public List<Value> values(int index) {
        return ((List<?>) arguments.get(index)).stream().map(Value.class::cast).toList();
    }

    /** The only output. */
    public Value output() {
        if (outputs.size() != 1) {
            throw new IllegalStateException(operator.key() + " has " + outputs.size() + " outputs");
        }
        return outputs.get(0);
    }
}
