package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.Attributes.attribute;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Translates operators on the shapes of arrays. */
final class Shapes {
    private Shapes() {}

    static void addTo(Map<String, AtenOperator> all) {
        all.put(
                "size",
                (a, g) -> a.has(1)
                        ? a.array(0).dimension(a.integer(1)).value()
                        : a.array(0).lengths());
        all.put("numel", (a, g) -> Dimension.product(a.array(0).shape()).value());
        all.put("reshape", (a, g) -> reshape(g, a.array(0), a.list(1)));
        all.put("view", (a, g) -> reshape(g, a.array(0), a.list(1)));
        all.put("flatten", (a, g) -> flatten(g, a.array(0), a.integer(1, 0), a.integer(2, -1)));
        all.put("permute", (a, g) -> permute(g, a.array(0), a.integers(1)));
        all.put("transpose", (a, g) -> transpose(g, a.array(0), a.integer(1), a.integer(2)));
        all.put("t", (a, g) -> transpose(g, a.array(0), 0, 1));
        all.put("unsqueeze", (a, g) -> unsqueeze(g, a.array(0), a.integer(1)));
        all.put("squeeze", (a, g) -> squeeze(g, a.array(0), a.integer(1)));
        all.put("expand", (a, g) -> expand(g, a.array(0), a.list(1)));
        all.put("cat", (a, g) -> cat(g, a.arrays(0), a.integer(1, 0)));
        all.put(
                "stack",
                (a, g) -> cat(
                        g,
                        a.arrays(0).stream()
                                .map(x -> unsqueeze(g, x, a.integer(1, 0)))
                                .toList(),
                        a.integer(1, 0)));
        all.put("append", (a, g) -> append(a.list(0), a.array(1)));
    }

    /** @param lengths the new shape, in which one length may be -1: the one that keeps the number of elements */
    static OnnxArray reshape(OnnxGraph g, OnnxArray x, List<?> lengths) {
        List<Object> target = new ArrayList<>(lengths);
        List<Dimension> shape = new ArrayList<>();
        target.forEach(length -> shape.add(Long.valueOf(-1).equals(length) ? null : Dimension.ofValue(length)));
        int open = target.indexOf(-1L);
        if (open >= 0) {
            List<Dimension> others = new ArrayList<>(shape);
            others.remove(open);
            if (!others.contains(null)) {
                shape.set(
                        open,
                        Dimension.product(x.shape())
                                .dividedBy(Dimension.product(others))
                                .orElse(null));
            }
        }
        boolean inferred =
                open >= 0 && (shape.get(open) == null || !shape.get(open).isFixed());
        for (int d = 0; d < target.size(); d++) {
            Dimension length = shape.get(d);
            if (length != null && length.isFixed()) {
                target.set(d, length.factor());
            } else if (length != null && d < x.rank() && length.equals(x.shape().get(d))) {
                // In ONNX, 0 means that the axis keeps its length.
                inferred &= d != open;
                target.set(d, 0L);
            } else if (!inferred) {
                inferred = true;
                target.set(d, -1L);
            }
        }
        return g.op("Reshape", List.of(x, g.vector(target)), x.type(), shape);
    }

    private static OnnxArray flatten(OnnxGraph g, OnnxArray x, long from, long to) {
        List<Object> lengths = x.lengths();
        List<Object> middle = lengths.subList(x.axis(from), x.axis(to) + 1);
        Dimension product = Dimension.product(x.shape().subList(x.axis(from), x.axis(to) + 1));
        middle.clear();
        middle.add(product.value());
        return reshape(g, x, lengths);
    }

    static OnnxArray permute(OnnxGraph g, OnnxArray x, List<Long> axes) {
        List<Long> order = axes.stream().map(axis -> (long) x.axis(axis)).toList();
        List<Dimension> shape = order.stream().map(x::dimension).toList();
        return g.op("Transpose", List.of(x), x.type(), shape, attribute("perm", order));
    }

    static OnnxArray transpose(OnnxGraph g, OnnxArray x, long first, long second) {
        List<Long> order = new ArrayList<>(LongStream.range(0, x.rank()).boxed().toList());
        Collections.swap(order, x.axis(first), x.axis(second));
        return permute(g, x, order);
    }

    static OnnxArray unsqueeze(OnnxGraph g, OnnxArray x, long axis) {
        List<Dimension> shape = new ArrayList<>(x.shape());
        shape.add((int) (axis < 0 ? axis + x.rank() + 1 : axis), Dimension.of(1));
        return g.op("Unsqueeze", List.of(x, g.integers(List.of(axis))), x.type(), shape);
    }

    private static OnnxArray squeeze(OnnxGraph g, OnnxArray x, long axis) {
        return x.dimension(axis).is(1)
                ? g.op("Squeeze", List.of(x, g.integers(List.of(axis))), x.type(), x.without(axis))
                : x;
    }

    /** @param lengths the new shape, in which -1 keeps the length of an axis */
    private static OnnxArray expand(OnnxGraph g, OnnxArray x, List<?> lengths) {
        List<Object> target = new ArrayList<>(lengths);
        List<Dimension> shape = new ArrayList<>();
        for (int d = 0; d < target.size(); d++) {
            if (Long.valueOf(-1).equals(target.get(d))) {
                shape.add(x.dimension(d - target.size()));
                target.set(d, 1L);
            } else {
                shape.add(Dimension.ofValue(target.get(d)));
            }
        }
        return g.op("Expand", List.of(x, g.vector(target)), x.type(), shape);
    }

    static OnnxArray cat(OnnxGraph g, List<OnnxArray> arrays, long axis) {
        OnnxArray first = arrays.get(0);
        boolean fixed = arrays.stream().allMatch(x -> x.dimension(axis).isFixed());
        long length = arrays.stream().mapToLong(x -> x.dimension(axis).factor()).sum();
        return g.op(
                "Concat",
                arrays,
                first.type(),
                first.with(axis, fixed ? Dimension.of(length) : null),
                attribute("axis", axis));
    }

    @SuppressWarnings("unchecked")
    private static Object append(List<?> list, OnnxArray x) {
        ((List<Object>) list).add(x);
        return list;
    }
}
