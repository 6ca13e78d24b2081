package io.winnow.trainer.export.onnx;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/** Computes what is known before the graph runs: operators whose arguments are numbers, lists and lengths. */
final class Scalars {
    private Scalars() {}

    /** Returns the result of an operator; null if it is not known before the graph runs. */
    static Object compute(String operator, Arguments arguments) {
        Object a = arguments.get(0);
        Object b = arguments.get(1);
        if (operator.equals("len") && a instanceof List<?> list) {
            return (long) list.size();
        } else if (a instanceof Boolean flag) {
            return operator.equals("__not__") ? (Object) !flag : operator.equals("bool") ? flag : null;
        } else if (a instanceof Number x && b == null) {
            return unary(operator, x);
        } else if (a instanceof Number x && b instanceof Number y) {
            return binary(operator, x, y);
        } else if (Dimension.ofValue(a) != null && Dimension.ofValue(b) != null) {
            return lengths(operator, Dimension.ofValue(a), Dimension.ofValue(b));
        }
        return a instanceof Dimension && operator.equals("int") ? a : null;
    }

    private static Object unary(String operator, Number x) {
        double value = x.doubleValue();
        return switch (operator) {
            case "neg" -> x instanceof Long integer ? (Object) (-integer) : (Object) (-value);
            case "sqrt" -> Math.sqrt(value);
            case "exp" -> Math.exp(value);
            case "log" -> Math.log(value);
            case "int" -> x.longValue();
            case "float" -> value;
            case "bool" -> value != 0;
            case "range" -> LongStream.range(0, x.longValue()).boxed().toList();
            default -> null;
        };
    }

    private static Object binary(String operator, Number x, Number y) {
        double a = x.doubleValue();
        double b = y.doubleValue();
        return switch (operator) {
            case "div" -> a / b;
            case "eq" -> a == b;
            case "ne" -> a != b;
            case "gt" -> a > b;
            case "ge" -> a >= b;
            case "lt" -> a < b;
            case "le" -> a <= b;
            default ->
                x instanceof Long && y instanceof Long
                        ? integer(operator, x.longValue(), y.longValue())
                        : real(operator, a, b);
        };
    }

    private static Object integer(String operator, long a, long b) {
        return switch (operator) {
            case "add" -> a + b;
            case "sub" -> a - b;
            case "mul" -> a * b;
            case "floordiv" -> Math.floorDiv(a, b);
            default -> null;
        };
    }

    private static Object real(String operator, double a, double b) {
        return switch (operator) {
            case "add" -> a + b;
            case "sub" -> a - b;
            case "mul" -> a * b;
            case "floordiv" -> Math.floor(a / b);
            case "pow" -> Math.pow(a, b);
            default -> null;
        };
    }

    private static Object lengths(String operator, Dimension a, Dimension b) {
        return switch (operator) {
            case "mul" -> a.times(b).value();
            case "floordiv" -> a.dividedBy(b).map(Dimension::value).orElse(null);
            case "eq" -> Objects.equals(a, b) ? true : null;
            default -> null;
        };
    }
}
