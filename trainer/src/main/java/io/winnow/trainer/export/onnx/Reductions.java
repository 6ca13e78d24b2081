package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.Attributes.attribute;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Translates operators that combine the elements along axes: {@code (x, axes, keep the axes with length 1)}. */
final class Reductions {
    private static final Map<String, String> REDUCTIONS =
            Map.of("mean", "ReduceMean", "amax", "ReduceMax", "amin", "ReduceMin", "logsumexp", "ReduceLogSumExp");

    private Reductions() {}

    static void addTo(Map<String, AtenOperator> all) {
        REDUCTIONS.forEach((name, operator) -> all.put(name, (a, g) -> {
            OnnxArray x = a.array(0);
            List<Long> axes = axes(x, a.get(1));
            return g.op(
                    operator,
                    List.of(x),
                    x.type(),
                    reduced(x, axes, a.flag(2)),
                    attribute("axes", axes),
                    attribute("keepdims", a.flag(2)));
        }));
        all.put("sum", (a, g) -> {
            OnnxArray x = summable(g, a.array(0));
            List<Long> axes = axes(x, a.get(1));
            return g.op(
                    "ReduceSum",
                    List.of(x, g.integers(axes)),
                    x.type(),
                    reduced(x, axes, a.flag(2)),
                    attribute("keepdims", a.flag(2)));
        });
        all.put("linalg_vector_norm", (a, g) -> {
            if (a.number(1) != 2) {
                throw new IllegalArgumentException("only the Euclidean norm can be exported");
            }
            OnnxArray x = a.array(0);
            List<Long> axes = axes(x, a.get(2));
            return g.op(
                    "ReduceL2",
                    List.of(x),
                    x.type(),
                    reduced(x, axes, a.flag(3)),
                    attribute("axes", axes),
                    attribute("keepdims", a.flag(3)));
        });
        all.put("argmax", (a, g) -> {
            OnnxArray x = a.array(0);
            return g.op(
                    "ArgMax",
                    List.of(x),
                    DataType.INT64,
                    reduced(x, List.of(a.integer(1)), a.flag(2)),
                    attribute("axis", a.integer(1)),
                    attribute("keepdims", a.flag(2)));
        });
        all.put("softmax", (a, g) -> g.like("Softmax", a.array(0), attribute("axis", a.integer(1))));
        all.put("log_softmax", (a, g) -> g.like("LogSoftmax", a.array(0), attribute("axis", a.integer(1))));
        all.put("cumsum", (a, g) -> {
            OnnxArray x = summable(g, a.array(0));
            return g.op("CumSum", List.of(x, g.integer(a.integer(1))), x.type(), x.shape());
        });
    }

    /** In PyTorch the sum of booleans or integers is INT64. */
    private static OnnxArray summable(OnnxGraph g, OnnxArray x) {
        return x.isReal() ? x : g.cast(x, DataType.INT64);
    }

    /** @param axes a list, one axis, or null for all axes */
    private static List<Long> axes(OnnxArray x, Object axes) {
        return axes instanceof List<?> list
                ? list.stream().map(Long.class::cast).toList()
                : axes instanceof Long axis
                        ? List.of(axis)
                        : LongStream.range(0, x.rank()).boxed().toList();
    }

    private static List<Dimension> reduced(OnnxArray x, List<Long> axes, boolean keeps) {
        List<Integer> indices = axes.stream().map(x::axis).toList();
        List<Dimension> shape = new ArrayList<>();
        for (int d = 0; d < x.rank(); d++) {
            if (!indices.contains(d)) {
                shape.add(x.shape().get(d));
            } else if (keeps) {
                shape.add(Dimension.of(1));
            }
        }
        return shape;
    }
}
