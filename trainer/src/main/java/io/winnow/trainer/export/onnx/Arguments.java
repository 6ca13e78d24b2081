package io.winnow.trainer.export.onnx;

import java.util.List;
import java.util.Map;

/**
 * The arguments of an operator. Each is an {@link OnnxArray}, a Long, a Double, a Boolean, a String, a {@link Dimension} (an integer that
 * the graph computes from free lengths), a list of these, or null. Arguments are indexed from 0; one that is absent is null. The methods
 * throw IllegalArgumentException if an argument is of another kind.
 *
 * @param named the arguments that were given by keyword
 */
record Arguments(List<Object> positional, Map<String, Object> named) {
    Object get(int index) {
        return index < positional.size() ? positional.get(index) : null;
    }

    boolean has(int index) {
        return get(index) != null;
    }

    /** Returns an argument that is given by position or by keyword. */
    Object get(int index, String name) {
        return named.containsKey(name) ? named.get(name) : get(index);
    }

    OnnxArray array(int index) {
        return of(OnnxArray.class, index, "an array");
    }

    /** Returns an array, or null if it is absent. */
    OnnxArray optional(int index) {
        return has(index) ? array(index) : null;
    }

    long integer(int index) {
        return of(Long.class, index, "an integer that is known before the graph runs");
    }

    long integer(int index, long otherwise) {
        return has(index) ? integer(index) : otherwise;
    }

    double number(int index) {
        return of(Number.class, index, "a number that is known before the graph runs")
                .doubleValue();
    }

    boolean flag(int index) {
        return has(index) && of(Boolean.class, index, "True or False");
    }

    List<?> list(int index) {
        return of(List.class, index, "a list");
    }

    List<OnnxArray> arrays(int index) {
        return list(index).stream().map(OnnxArray.class::cast).toList();
    }

    /** Returns a list of integers that are known before the graph runs. */
    List<Long> integers(int index) {
        for (Object each : list(index)) {
            if (!(each instanceof Long)) {
                throw new IllegalArgumentException(
                        "argument " + index + " must be a list of integers that are known before the graph runs");
            }
        }
        return list(index).stream().map(Long.class::cast).toList();
    }

    private <T> T of(Class<T> type, int index, String expected) {
        Object argument = get(index);
        if (!type.isInstance(argument)) {
            throw new IllegalArgumentException(
                    "argument " + index + " must be " + expected + ", found " + (argument == null ? "None" : argument));
        }
        return type.cast(argument);
    }
}
