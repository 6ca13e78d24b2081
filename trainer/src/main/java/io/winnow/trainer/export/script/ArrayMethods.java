package io.winnow.trainer.export.script;

import ai.djl.ndarray.types.DataType;
import io.winnow.trainer.export.graph.Length;
import io.winnow.trainer.export.graph.Node;
import io.winnow.trainer.export.graph.Operator;
import io.winnow.trainer.export.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Translates the methods of NDArray and NDArrayEx to TorchScript expressions. */
public final class ArrayMethods {
    private static final Set<String> UNARY = Set.of(
            "relu", "sigmoid", "tanh", "exp", "log", "sqrt", "square", "abs", "neg", "erf", "floor", "ceil", "sin",
            "cos", "selu");

    private static final Map<String, BiFunction<Node, Function<Value, String>, String>> KNOWN = known();

    private ArrayMethods() {}

    /** Whether the operator with the given key is a function, which is in the language already, or a known method of arrays. */
    public static boolean knows(String key) {
        String family = Operator.ARRAY + ".";
        return !key.startsWith(family) || KNOWN.containsKey(key.substring(family.length()));
    }

    /**
     * Returns the expression of a node.
     *
     * @param names returns the expression of a value
     */
    public static String expression(Node node, Function<Value, String> names) {
        return KNOWN.get(node.operator().name()).apply(node, names);
    }

    private static Map<String, BiFunction<Node, Function<Value, String>, String>> known() {
        Map<String, BiFunction<Node, Function<Value, String>, String>> known = new TreeMap<>();
        for (String name : UNARY) {
            known.put(name, (node, x) -> call(name, x.apply(node.value(0))));
        }
        for (String name : List.of("add", "sub", "mul", "div", "pow", "eq", "gt", "lt")) {
            known.put(name, (node, x) -> call(name, x.apply(node.value(0)), operand(node, 1, x)));
        }
        known.put("gte", (node, x) -> call("ge", x.apply(node.value(0)), operand(node, 1, x)));
        known.put("lte", (node, x) -> call("le", x.apply(node.value(0)), operand(node, 1, x)));
        known.put("neq", (node, x) -> call("ne", x.apply(node.value(0)), operand(node, 1, x)));
        known.put("maximum", (node, x) -> extreme(node, x, "maximum", "clamp_min"));
        known.put("minimum", (node, x) -> extreme(node, x, "minimum", "clamp_max"));
        known.put("softPlus", (node, x) -> call("softplus", x.apply(node.value(0))));
        known.put("gelu", (node, x) -> call("gelu", x.apply(node.value(0)), "approximate=\"none\""));
        known.put("leakyRelu", (node, x) -> call("leaky_relu", x.apply(node.value(0)), number(node.number(1))));
        known.put("elu", (node, x) -> call("elu", x.apply(node.value(0)), number(node.number(1))));
        for (String name : List.of("matMul", "dot", "batchMatMul")) {
            known.put(name, (node, x) -> call("matmul", x.apply(node.value(0)), x.apply(node.value(1))));
        }
        known.put("stopGradient", (node, x) -> call("detach", x.apply(node.value(0))));
        known.put("dropout", (node, x) -> call("dropout", x.apply(node.value(1)), number(node.number(2)), "True"));
        known.put("transpose", ArrayMethods::transpose);
        known.put(
                "reshape",
                (node, x) -> call(
                        "reshape",
                        x.apply(node.value(0)),
                        argument(node.arguments().get(1), x)));
        known.put(
                "select",
                (node, x) -> call(
                        "select",
                        x.apply(node.value(0)),
                        Long.toString(node.integer(1)),
                        Long.toString(node.integer(2))));
        known.put(
                "slice",
                (node, x) -> call(
                        "slice",
                        x.apply(node.value(0)),
                        Long.toString(node.integer(1)),
                        Long.toString(node.integer(2)),
                        argument(node.arguments().get(3), x),
                        Long.toString(node.integer(4))));
        known.put("expandDims", (node, x) -> call("unsqueeze", x.apply(node.value(0)), Long.toString(node.integer(1))));
        known.put("squeeze", ArrayMethods::squeeze);
        known.put(
                "flatten",
                (node, x) -> call(
                        "flatten",
                        x.apply(node.value(0)),
                        node.has(1) ? Long.toString(node.integer(1)) : "0",
                        node.has(2) ? Long.toString(node.integer(2)) : "-1"));
        Map.of("mean", ", dtype=None", "sum", ", dtype=None", "max", "", "min", "")
                .forEach((name, end) -> {
                    String operator = end.isEmpty() ? "a" + name : name;
                    known.put(
                            name,
                            (node, x) -> "torch." + operator + "(" + x.apply(node.value(0)) + ", "
                                    + (node.has(1) ? node.integers(1) : allAxes(node)) + ", "
                                    + python(node.has(2) && node.flag(2)) + end
                                    + ")");
                });
        known.put(
                "clip",
                (node, x) -> call("clamp", x.apply(node.value(0)), number(node.number(1)), number(node.number(2))));
        known.put("softmax", (node, x) -> call("softmax", x.apply(node.value(0)), Long.toString(node.integer(1))));
        known.put(
                "logSoftmax", (node, x) -> call("log_softmax", x.apply(node.value(0)), Long.toString(node.integer(1))));
        known.put("concat", (node, x) -> call("cat", list(node, x), Long.toString(node.integer(2))));
        known.put("stack", (node, x) -> call("stack", list(node, x), Long.toString(node.integer(2))));
        known.put(
                "toType",
                (node, x) ->
                        to(x.apply(node.value(0)), (DataType) node.arguments().get(1)));
        known.put("convolution", ArrayMethods::convolution);
        known.put(
                "linear",
                (node, x) -> call("linear", x.apply(node.value(1)), x.apply(node.value(2)), optional(node, 3, x)));
        known.put("embedding", (node, x) -> call("embedding", x.apply(node.value(2)), x.apply(node.value(1))));
        known.put(
                "layerNorm",
                (node, x) -> call(
                        "layer_norm",
                        x.apply(node.value(1)),
                        node.integers(2).toString(),
                        optional(node, 3, x),
                        optional(node, 4, x),
                        number(node.number(5)),
                        "True"));
        known.put(
                "batchNorm",
                (node, x) -> call(
                        "batch_norm",
                        x.apply(node.value(1)),
                        optional(node, 4, x),
                        optional(node, 5, x),
                        x.apply(node.value(2)),
                        x.apply(node.value(3)),
                        python(node.flag(9)),
                        // DJL passes 1 minus its momentum to PyTorch, computed in single precision.
                        number(1 - (float) node.number(7)),
                        number(node.number(8)),
                        "True"));
        known.put(
                "maxPool",
                (node, x) -> call(
                        "max_pool" + (node.value(0).rank() - 2) + "d",
                        x.apply(node.value(0)),
                        node.integers(1).toString(),
                        node.integers(2).toString(),
                        node.integers(3).toString(),
                        Collections.nCopies(node.value(0).rank() - 2, 1).toString(),
                        python(node.flag(4))));
        known.put(
                "avgPool",
                (node, x) -> call(
                        "avg_pool" + (node.value(0).rank() - 2) + "d",
                        x.apply(node.value(0)),
                        node.integers(1).toString(),
                        node.integers(2).toString(),
                        node.integers(3).toString(),
                        python(node.flag(4)),
                        python(node.flag(5))));
        known.put(
                "globalAvgPool",
                (node, x) -> "torch.mean(" + x.apply(node.value(0)) + ", " + positions(node) + ", False, dtype=None)");
        known.put("globalMaxPool", (node, x) -> call("amax", x.apply(node.value(0)), positions(node), "False"));
        return known;
    }

    private static String convolution(Node node, Function<Value, String> x) {
        int dimensions = node.value(1).rank() - 2;
        return call(
                "conv" + dimensions + "d",
                x.apply(node.value(1)),
                x.apply(node.value(2)),
                optional(node, 3, x),
                node.integers(4).toString(),
                node.integers(5).toString(),
                node.integers(6).toString(),
                Long.toString(node.integer(7)));
    }

    private static String transpose(Node node, Function<Value, String> x) {
        return call("permute", x.apply(node.value(0)), node.transposedAxes().toString());
    }

    private static String squeeze(Node node, Function<Value, String> x) {
        String expression = x.apply(node.value(0));
        List<Long> axes = node.integers(1).stream()
                .map(axis -> axis < 0 ? axis + node.value(0).rank() : axis)
                .sorted(Collections.reverseOrder())
                .toList();
        for (long axis : axes) {
            expression = call("squeeze", expression, Long.toString(axis));
        }
        return expression;
    }

    private static String extreme(Node node, Function<Value, String> x, String arrays, String numbers) {
        return call(
                node.arguments().get(1) instanceof Value ? arrays : numbers,
                x.apply(node.value(0)),
                operand(node, 1, x));
    }

    /** Returns a list of the array itself and those of argument 1. */
    private static String list(Node node, Function<Value, String> x) {
        List<Value> all = new ArrayList<>(List.of(node.value(0)));
        all.addAll(node.values(1));
        return all.stream().map(x).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String positions(Node node) {
        return IntStream.range(2, node.value(0).rank()).boxed().toList().toString();
    }

    private static String allAxes(Node node) {
        return IntStream.range(0, node.value(0).rank()).boxed().toList().toString();
    }

    private static String optional(Node node, int index, Function<Value, String> x) {
        return node.has(index) ? x.apply(node.value(index)) : "None";
    }

    private static String operand(Node node, int index, Function<Value, String> x) {
        return node.arguments().get(index) instanceof Value value
                ? x.apply(value)
                : argument(node.arguments().get(index), x);
    }

    private static String call(String operator, String... arguments) {
        return "torch." + operator + "(" + String.join(", ", arguments) + ")";
    }

    /** Returns the expression that converts an array to a data type. */
    public static String to(String expression, DataType type) {
        return call("to", expression, Long.toString(ScalarType.number(type)), "False", "False", "None");
    }

    private static String python(boolean flag) {
        return flag ? "True" : "False";
    }

    private static String number(double value) {
        return Double.toString(value).replace('E', 'e');
    }

    /** Returns the expression of an argument of any type. */
    public static String argument(Object argument, Function<Value, String> x) {
        if (argument == null) {
            return "None";
        } else if (argument instanceof Value value) {
            return x.apply(value);
        } else if (argument instanceof Length length) {
            return call(
                    "mul",
                    call("size", x.apply(length.input()), Integer.toString(length.axis())),
                    Long.toString(length.factor()));
        } else if (argument instanceof List<?> many) {
            return many.stream().map(each -> argument(each, x)).collect(Collectors.joining(", ", "[", "]"));
        } else if (argument instanceof Boolean flag) {
            return python(flag);
        } else if (argument instanceof Double number) {
            return number(number);
        } else if (argument instanceof Long integer) {
            return integer.toString();
        }
        throw new IllegalArgumentException("A TorchScript call cannot have the argument " + argument);
    }
}
