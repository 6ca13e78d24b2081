package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.Attributes.attribute;

import ai.djl.ndarray.types.DataType;
import io.winnow.trainer.export.script.ScalarType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Translates operators that create elements: constant arrays, ranges and padding. */
final class Creations {
    private Creations() {}

    static void addTo(Map<String, AtenOperator> all) {
        all.put("arange", (a, g) -> arange(g, a.get(0)));
        all.put("ones", (a, g) -> filled(g, a.list(0), type(a, DataType.FLOAT32), 1));
        all.put("zeros", (a, g) -> filled(g, a.list(0), type(a, DataType.FLOAT32), 0));
        all.put(
                "ones_like",
                (a, g) -> filled(g, a.array(0).lengths(), a.array(0).type(), 1));
        all.put(
                "zeros_like",
                (a, g) -> filled(g, a.array(0).lengths(), a.array(0).type(), 0));
        all.put("new_zeros", (a, g) -> filled(g, a.list(1), a.array(0).type(), 0));
        all.put("constant_pad_nd", (a, g) -> pad(g, a.array(0), a.integers(1), a.get(2)));
    }

    private static DataType type(Arguments a, DataType otherwise) {
        return a.named().get("dtype") instanceof Long number ? ScalarType.of(number) : otherwise;
    }

    /** Returns 0, 1, .. (INT64). */
    private static OnnxArray arange(OnnxGraph g, Object end) {
        if (end instanceof Long length) {
            return g.integers(LongStream.range(0, length).boxed().toList());
        }
        OnnxArray length = Arithmetic.operand(g, end, DataType.INT64);
        List<Dimension> shape = Collections.singletonList(Dimension.ofValue(end));
        return g.op("Range", List.of(g.integer(0), length, g.integer(1)), DataType.INT64, shape);
    }

    static OnnxArray filled(OnnxGraph g, List<?> lengths, DataType type, double value) {
        List<Dimension> shape = new ArrayList<>();
        lengths.forEach(length -> shape.add(Dimension.ofValue(length)));
        return g.op(
                "ConstantOfShape",
                List.of(g.vector(lengths)),
                type,
                shape,
                attribute("value", g.types().scalar(value, type).addDims(1).build()));
    }

    /** @param widths numbers of elements to add before and after each axis, beginning with the last axis */
    private static OnnxArray pad(OnnxGraph g, OnnxArray x, List<Long> widths, Object value) {
        List<Long> pads = new ArrayList<>(Collections.nCopies(2 * x.rank(), 0L));
        List<Dimension> shape = new ArrayList<>(x.shape());
        for (int i = 0; i < widths.size() / 2; i++) {
            int axis = x.rank() - 1 - i;
            long before = widths.get(2 * i);
            long after = widths.get(2 * i + 1);
            pads.set(axis, before);
            pads.set(axis + x.rank(), after);
            Dimension length = x.shape().get(axis);
            shape.set(axis, length.isFixed() ? Dimension.of(length.factor() + before + after) : null);
        }
        return g.op("Pad", List.of(x, g.integers(pads), Arithmetic.operand(g, value, x.type())), x.type(), shape);
    }
}
