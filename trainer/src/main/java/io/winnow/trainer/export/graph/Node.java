package io.winnow.trainer.export.graph;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A node of a graph: an operator with its arguments.
 *
 * @param arguments the arguments. Each is a {@link Value}, a list of values, a Long, Double, Boolean, String or {@link DataType}, a list of
 *     Long (also for a shape; free lengths in it are {@link Length}s), or null if the argument is absent
 * @param origin the block and the line of code that called the operator, for messages
 */
public record Node(Operator operator, List<Object> arguments, List<Value> outputs, String origin) {
    /** Returns an argument that is an array. */
    public Value value(int index) {
        return (Value) arguments.get(index);
    }

    /** Whether an argument is present. */
    public boolean has(int index) {
        return index < arguments.size() && arguments.get(index) != null;
    }

    /** Returns an argument that is an integer. */
    public long integer(int index) {
        return (Long) arguments.get(index);
    }

    /** Returns an argument that is a number. */
    public double number(int index) {
        return ((Number) arguments.get(index)).doubleValue();
    }

    /** Returns an argument that is a boolean. */
    public boolean flag(int index) {
        return (Boolean) arguments.get(index);
    }

    /** Returns an argument that is a list of integers. */
    public List<Long> integers(int index) {
        return ((List<?>) arguments.get(index)).stream().map(Long.class::cast).toList();
    }

    /** Returns the order of axes of a transposition: its argument 1, or the reversed order of all axes if that is absent. */
    public List<Long> transposedAxes() {
        int rank = value(0).rank();
        return has(1) && !integers(1).isEmpty()
                ? integers(1)
                : LongStream.range(0, rank).mapToObj(i -> rank - 1 - i).toList();
    }

    /** Returns an argument that is a list of arrays. */
    public List<Value> values(int index) {
        return ((List<?>) arguments.get(index)).stream().map(Value.class::cast).toList();
    }

    /** Returns the output of a node that has exactly one. */
    public Value output() {
        if (outputs.size() != 1) {
            throw new IllegalStateException(operator.key() + " has " + outputs.size() + " outputs, expected one");
        }
        return outputs.get(0);
    }
}
