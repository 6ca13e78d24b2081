package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.Arithmetic.binary;
import static io.winnow.trainer.export.onnx.Arithmetic.compared;
import static io.winnow.trainer.export.onnx.Arithmetic.compute;
import static io.winnow.trainer.export.onnx.Arithmetic.operand;
import static io.winnow.trainer.export.onnx.Arithmetic.real;
import static io.winnow.trainer.export.onnx.Arithmetic.type;
import static io.winnow.trainer.export.onnx.Arithmetic.where;
import static io.winnow.trainer.export.onnx.Attributes.attribute;

import ai.djl.ndarray.types.DataType;
import io.winnow.trainer.export.script.ScalarType;
import java.util.List;
import java.util.Map;

/** Translates operators that compute each element from the elements at the same position: arithmetic, comparisons, activations and types. */
final class Elementwise {
    /** Operators on real numbers that ONNX has too. */
    private static final Map<String, String> REAL = Map.ofEntries(
            Map.entry("relu", "Relu"),
            Map.entry("sigmoid", "Sigmoid"),
            Map.entry("tanh", "Tanh"),
            Map.entry("exp", "Exp"),
            Map.entry("log", "Log"),
            Map.entry("sqrt", "Sqrt"),
            Map.entry("erf", "Erf"),
            Map.entry("floor", "Floor"),
            Map.entry("ceil", "Ceil"),
            Map.entry("sin", "Sin"),
            Map.entry("cos", "Cos"),
            Map.entry("selu", "Selu"),
            Map.entry("reciprocal", "Reciprocal"));

    private static final Map<String, String> ARITHMETIC = Map.of(
            "mul",
            "Mul",
            "div",
            "Div",
            "pow",
            "Pow",
            "maximum",
            "Max",
            "minimum",
            "Min",
            "clamp_min",
            "Max",
            "clamp_max",
            "Min");

    private static final Map<String, String> COMPARISONS =
            Map.of("eq", "Equal", "gt", "Greater", "ge", "GreaterOrEqual", "lt", "Less", "le", "LessOrEqual");

    private Elementwise() {}

    static void addTo(Map<String, AtenOperator> all) {
        REAL.forEach((name, operator) -> all.put(name, (a, g) -> g.like(operator, real(g, a.get(0)))));
        ARITHMETIC.forEach((name, operator) -> all.put(name, (a, g) -> binary(g, operator, a.get(0), a.get(1))));
        COMPARISONS.forEach((name, operator) -> all.put(name, (a, g) -> compared(g, operator, a.get(0), a.get(1))));
        all.put("ne", (a, g) -> g.like("Not", compared(g, "Equal", a.get(0), a.get(1))));
        all.put("neg", (a, g) -> g.like("Neg", operand(g, a.get(0), type(a.get(0)))));
        all.put("abs", (a, g) -> g.like("Abs", a.array(0)));
        all.put("add", (a, g) -> binary(g, "Add", a.get(0), scaled(a, g)));
        all.put("sub", (a, g) -> binary(g, "Sub", a.get(0), scaled(a, g)));
        all.put("rsub", (a, g) -> binary(g, "Sub", a.get(1), a.get(0)));
        all.put("square", (a, g) -> binary(g, "Mul", a.array(0), a.array(0)));
        all.put("rsqrt", (a, g) -> g.like("Reciprocal", g.like("Sqrt", real(g, a.get(0)))));
        all.put("clamp", (a, g) -> {
            OnnxArray least = a.has(1) ? binary(g, "Max", a.array(0), a.get(1)) : a.array(0);
            return a.has(2) ? binary(g, "Min", least, a.get(2)) : least;
        });
        all.put("lerp", (a, g) -> {
            OnnxArray step = binary(g, "Mul", binary(g, "Sub", a.array(1), a.array(0)), a.get(2));
            return binary(g, "Add", a.array(0), step);
        });
        all.put("logical_not", (a, g) -> g.like("Not", g.cast(a.array(0), DataType.BOOLEAN)));
        all.put("logical_and", (a, g) -> compute(g, "And", a.array(0), a.array(1), DataType.BOOLEAN, DataType.BOOLEAN));
        all.put("logical_or", (a, g) -> compute(g, "Or", a.array(0), a.array(1), DataType.BOOLEAN, DataType.BOOLEAN));
        all.put("where", (a, g) -> where(g, a.array(0), a.get(1), a.get(2), type(a.get(1), a.get(2))));
        all.put(
                "masked_fill",
                (a, g) -> where(g, a.array(1), a.get(2), a.array(0), a.array(0).type()));
        addActivations(all);
        addTypes(all);
    }

    private static void addActivations(Map<String, AtenOperator> all) {
        all.put("gelu", (a, g) -> gelu(g, a.array(0), a.get(1, "approximate")));
        all.put("silu", (a, g) -> binary(g, "Mul", a.array(0), g.like("Sigmoid", a.array(0))));
        all.put("elu", (a, g) -> g.like("Elu", a.array(0), attribute("alpha", a.number(1))));
        all.put("leaky_relu", (a, g) -> g.like("LeakyRelu", a.array(0), attribute("alpha", a.number(1))));
        // log(1 + exp(factor x)) / factor. Beyond its third argument PyTorch returns x, which ONNX's operator needs no
        // bound for.
        all.put("softplus", (a, g) -> {
            Object factor = a.has(1) ? a.get(1) : 1L;
            return binary(g, "Div", g.like("Softplus", binary(g, "Mul", a.array(0), factor)), factor);
        });
    }

    /** Types, devices and the memory of arrays, which an ONNX graph does not have. */
    private static void addTypes(Map<String, AtenOperator> all) {
        for (String same : List.of("detach", "contiguous", "clone", "cpu")) {
            all.put(same, (a, g) -> a.array(0));
        }
        all.put(
                "to",
                (a, g) -> g.cast(
                        a.array(0), a.get(1) instanceof OnnxArray like ? like.type() : ScalarType.of(a.integer(1))));
        all.put("prim.dtype", (a, g) -> ScalarType.number(a.array(0).type()));
        all.put("element_size", (a, g) -> (long) a.array(0).type().getNumOfBytes());
        all.put("prim.device", (a, g) -> "device");
        all.put("prim.is_cuda", (a, g) -> false);
    }

    /**
     * Returns x / 2 (1 + erf(x / sqrt 2)), or its approximation x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). ONNX has the operator Gelu
     * only since operator set 20.
     */
    private static OnnxArray gelu(OnnxGraph g, OnnxArray x, Object approximate) {
        OnnxArray inner;
        if ("tanh".equals(approximate)) {
            OnnxArray square = binary(g, "Mul", x, x);
            OnnxArray factor = binary(g, "Add", binary(g, "Mul", square, 0.044715), 1L);
            inner = g.like("Tanh", binary(g, "Mul", binary(g, "Mul", x, factor), Math.sqrt(2 / Math.PI)));
        } else {
            inner = g.like("Erf", binary(g, "Div", x, Math.sqrt(2)));
        }
        return binary(g, "Mul", binary(g, "Mul", x, 0.5), binary(g, "Add", inner, 1L));
    }

    /** Returns the second operand of {@code add} or {@code sub}, times the argument {@code alpha}. */
    private static Object scaled(Arguments a, OnnxGraph g) {
        Object alpha = a.get(2, "alpha");
        return alpha == null ? a.get(1) : binary(g, "Mul", a.get(1), alpha);
    }
}
