package io.winnow.trainer.config;

import io.winnow.trainer.config.Tree.Scalar;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Converts scalar values: numbers, booleans, strings, paths and enums. */
final class Scalars {
    private Scalars() {}

    /**
     * Returns the value of {@code scalar} as a {@code type}.
     *
     * @param problem is given the error message if the value does not fit the type; what it returns is the result
     */
    static Object bind(Class<?> type, Scalar scalar, Function<String, Object> problem) {
        String text = scalar.text();
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                if (!scalar.isNull() && name(constant).equals(text)) {
                    return constant;
                }
            }
            return problem.apply("unknown value " + scalar.describe() + "; " + Names.allowed(text, names(type)));
        }
        Object value = scalar.isNull() ? null : parse(type, scalar.type(), text);
        return value != null ? value : problem.apply("must be " + expected(type) + ", found " + scalar.describe());
    }

    private static Object parse(Class<?> type, Scalar.Type written, String text) {
        boolean number = written == Scalar.Type.INTEGER || written == Scalar.Type.FLOAT;
        if (type == String.class) {
            return text;
        } else if (type == Path.class) {
            boolean home = text.equals("~") || text.startsWith("~/");
            return text.indexOf('\0') >= 0
                    ? null
                    : Path.of(home ? System.getProperty("user.home") + text.substring(1) : text);
        } else if (type == boolean.class || type == Boolean.class) {
            return written == Scalar.Type.BOOLEAN ? Boolean.valueOf(text) : null;
        } else if (!number || !text.matches("[-+.0-9eE]+")) {
            return null; // .inf and .nan are floats in YAML, but are not valid settings
        }
        try {
            if (type == double.class || type == Double.class) {
                double value = Double.parseDouble(text);
                return Double.isFinite(value) ? value : null;
            }
            BigDecimal exact = new BigDecimal(text.endsWith(".") ? text + "0" : text);
            return type == int.class || type == Integer.class ? (Object) exact.intValueExact() : longValue(type, exact);
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    private static Object longValue(Class<?> type, BigDecimal exact) {
        if (type == long.class || type == Long.class) {
            return exact.longValueExact();
        }
        throw new IllegalStateException("a configuration cannot hold a " + type.getName());
    }

    /** Describes the values of {@code type} for error messages. */
    static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of: " + String.join(", ", names(type));
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type == int.class || type == Integer.class) {
            return "an integer (32 bit)";
        } else if (type == long.class || type == Long.class) {
            return "an integer (64 bit)";
        } else if (type == double.class || type == Double.class) {
            return "a finite number";
        }
        return type == Path.class ? "a path" : "a string";
    }

    static List<String> names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(Scalars::name).toList();
    }

    static String name(Object constant) {
        return Names.snakeCase(((Enum<?>) constant).name());
    }

    /** Returns a placeholder for a value that could not be read: zero or false for primitive types, null for all others. */
    static Object placeholder(Type type) {
        return type instanceof Class<?> plain && plain.isPrimitive() ? Array.get(Array.newInstance(plain, 1), 0) : null;
    }
}
