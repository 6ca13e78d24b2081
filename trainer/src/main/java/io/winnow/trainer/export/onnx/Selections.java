package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.Attributes.attribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Translates operators that select parts of arrays by positions. */
final class Selections {
    private static final long UNTIL_THE_END = Long.MAX_VALUE;

    private Selections() {}

    static void addTo(Map<String, AtenOperator> all) {
        all.put("select", (a, g) -> select(g, a.array(0), a.integer(1), a.integer(2)));
        all.put("unbind", (a, g) -> unbind(g, a.array(0), a.integer(1, 0)));
        all.put("narrow", (a, g) -> {
            long begin = a.integer(2);
            return slice(g, a.array(0), a.integer(1), begin, begin + a.integer(3), 1);
        });
        all.put(
                "slice",
                (a, g) -> slice(
                        g, a.array(0), a.integer(1), a.integer(2, 0), a.integer(3, UNTIL_THE_END), a.integer(4, 1)));
        all.put("split_with_sizes", (a, g) -> split(g, a.array(0), a.integers(1), a.integer(2, 0)));
        all.put("index_select", (a, g) -> gather(g, a.array(0), a.array(2), a.integer(1)));
        all.put("embedding", (a, g) -> gather(g, a.array(0), a.array(1), 0));
        all.put("gather", (a, g) -> {
            OnnxArray x = a.array(0);
            OnnxArray index = a.array(2);
            return g.op("GatherElements", List.of(x, index), x.type(), index.shape(), attribute("axis", a.integer(1)));
        });
    }

    static OnnxArray select(OnnxGraph g, OnnxArray x, long axis, long index) {
        return gather(g, x, g.integer(index), axis);
    }

    private static OnnxArray gather(OnnxGraph g, OnnxArray x, OnnxArray index, long axis) {
        List<Dimension> shape = x.without(axis);
        shape.addAll(x.axis(axis), index.shape());
        return g.op("Gather", List.of(x, index), x.type(), shape, attribute("axis", axis));
    }

    private static List<OnnxArray> unbind(OnnxGraph g, OnnxArray x, long axis) {
        if (!x.dimension(axis).isFixed()) {
            throw new IllegalArgumentException("the number of results depends on a free length");
        }
        return LongStream.range(0, x.dimension(axis).factor())
                .mapToObj(i -> select(g, x, axis, i))
                .toList();
    }

    private static List<OnnxArray> split(OnnxGraph g, OnnxArray x, List<Long> sizes, long axis) {
        List<OnnxArray> parts = new ArrayList<>();
        long begin = 0;
        for (long size : sizes) {
            parts.add(slice(g, x, axis, begin, begin + size, 1));
            begin += size;
        }
        return parts;
    }

    static OnnxArray slice(OnnxGraph g, OnnxArray x, long axis, long begin, long end, long step) {
        Dimension whole = x.dimension(axis);
        Dimension length = begin == 0 && end == UNTIL_THE_END && step == 1 ? whole : null;
        if (whole.isFixed()) {
            long from = bounded(begin, whole.factor());
            long to = bounded(end, whole.factor());
            length = Dimension.of((Math.max(0, to - from) + step - 1) / step);
        }
        return g.op(
                "Slice",
                List.of(
                        x,
                        g.integers(List.of(begin)),
                        g.integers(List.of(end)),
                        g.integers(List.of(axis)),
                        g.integers(List.of(step))),
                x.type(),
                x.with(axis, length));
    }

    private static long bounded(long index, long length) {
        return Math.min(Math.max(index < 0 ? index + length : index, 0), length);
    }
}
