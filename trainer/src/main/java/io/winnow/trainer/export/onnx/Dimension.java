package io.winnow.trainer.export.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The length of an axis: a product of a number and of free lengths.
 *
 * @param symbols names of the free lengths, sorted; empty if the length is fixed
 */
record Dimension(long factor, List<String> symbols) {
    static Dimension of(long length) {
        return new Dimension(length, List.of());
    }

    static Dimension free(String symbol) {
        return new Dimension(1, List.of(symbol));
    }

    boolean isFixed() {
        return symbols.isEmpty();
    }

    boolean is(long length) {
        return isFixed() && factor == length;
    }

    Dimension times(Dimension other) {
        List<String> all = new ArrayList<>(symbols);
        all.addAll(other.symbols);
        return new Dimension(factor * other.factor, all.stream().sorted().toList());
    }

    static Dimension product(List<Dimension> dimensions) {
        return dimensions.stream().reduce(of(1), Dimension::times);
    }

    /** Returns the quotient; empty if this is not a multiple of the divisor for all values of the free lengths. */
    Optional<Dimension> dividedBy(Dimension divisor) {
        List<String> left = new ArrayList<>(symbols);
        boolean divisible = divisor.factor != 0 && factor % divisor.factor == 0;
        for (String symbol : divisor.symbols) {
            divisible &= left.remove(symbol);
        }
        return divisible ? Optional.of(new Dimension(factor / divisor.factor, left)) : Optional.empty();
    }

    /** Returns the value of the length in an evaluation: a Long if it is fixed, else the dimension itself. */
    Object value() {
        return isFixed() ? (Object) factor : this;
    }

    /** Returns the dimension of a value; null if the graph computes it in another way. */
    static Dimension ofValue(Object value) {
        return value instanceof Dimension dimension ? dimension : value instanceof Long length ? of(length) : null;
    }
}
