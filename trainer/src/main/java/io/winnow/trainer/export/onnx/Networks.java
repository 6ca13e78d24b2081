package io.winnow.trainer.export.onnx;

import static io.winnow.trainer.export.onnx.Attributes.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Translates products of matrices, and the operators of layers: convolutions, poolings, norms and attention. */
final class Networks {
    /** A score that the softmax maps to 0. */
    private static final double UNSEEN = -1e30;

    private Networks() {}

    static void addTo(Map<String, AtenOperator> all) {
        for (String product : List.of("matmul", "mm", "bmm", "mv")) {
            all.put(product, (a, g) -> matmul(g, a.array(0), a.array(1)));
        }
        all.put("addmm", (a, g) -> {
            OnnxArray product = matmul(g, a.array(1), a.array(2));
            return g.op("Gemm", List.of(a.array(1), a.array(2), a.array(0)), product.type(), product.shape());
        });
        all.put("linear", (a, g) -> linear(g, a.array(0), a.array(1), a.optional(2)));
        all.put("scaled_dot_product_attention", Networks::attention);
        all.put("layer_norm", (a, g) -> {
            long axis = -a.list(1).size();
            return g.op(
                    "LayerNormalization",
                    Arrays.asList(a.array(0), a.array(2), a.optional(3)),
                    a.array(0).type(),
                    a.array(0).shape(),
                    attribute("axis", axis),
                    attribute("epsilon", a.number(4)));
        });
        all.put("group_norm", Networks::groupNorm);
        all.put("batch_norm", (a, g) -> {
            if (a.flag(5)) {
                throw new IllegalArgumentException("statistics of the batch belong to training");
            }
            return g.op(
                    "BatchNormalization",
                    List.of(a.array(0), a.array(1), a.array(2), a.array(3), a.array(4)),
                    a.array(0).type(),
                    a.array(0).shape(),
                    attribute("epsilon", a.number(7)));
        });
        for (int d = 1; d <= 3; d++) {
            all.put("conv" + d + "d", Networks::convolution);
            all.put("max_pool" + d + "d", Networks::maxPool);
            all.put("avg_pool" + d + "d", Networks::averagePool);
        }
        all.put("adaptive_avg_pool2d", (a, g) -> {
            if (!a.integers(1).equals(List.of(1L, 1L))) {
                throw new IllegalArgumentException("only a pooling to one position can be exported");
            }
            return global(g, a.array(0));
        });
    }

    static OnnxArray matmul(OnnxGraph g, OnnxArray x, OnnxArray y) {
        int left = Math.max(0, x.rank() - 2);
        int right = Math.max(0, y.rank() - 2);
        List<Dimension> shape = new ArrayList<>(
                Arithmetic.broadcast(x.shape().subList(0, left), y.shape().subList(0, right)));
        if (x.rank() > 1) {
            shape.add(x.dimension(-2));
        }
        if (y.rank() > 1) {
            shape.add(y.dimension(-1));
        }
        return g.op("MatMul", List.of(x, y), x.type(), shape);
    }

    private static OnnxArray linear(OnnxGraph g, OnnxArray x, OnnxArray weight, OnnxArray bias) {
        if (x.rank() == 2) {
            return g.op(
                    "Gemm",
                    bias == null ? List.of(x, weight) : List.of(x, weight, bias),
                    x.type(),
                    x.with(-1, weight.dimension(0)),
                    attribute("transB", 1L));
        }
        OnnxArray product = matmul(g, x, Shapes.transpose(g, weight, 0, 1));
        return bias == null ? product : Arithmetic.binary(g, "Add", product, bias);
    }

    /** Translates attention: (queries, keys, values, mask or None, dropout, causal). */
    private static OnnxArray attention(Arguments a, OnnxGraph g) {
        OnnxArray queries = a.array(0);
        if (a.flag(5) || a.number(4) != 0 || !queries.dimension(-1).isFixed()) {
            throw new IllegalArgumentException(
                    "only attention of a fixed width, without dropout and a causal mask, can be exported");
        }
        double scale = 1 / Math.sqrt((double) queries.dimension(-1).factor());
        OnnxArray scores = matmul(g, queries, Shapes.transpose(g, a.array(1), -2, -1));
        scores = Arithmetic.binary(g, "Mul", scores, scale);
        if (a.has(3)) {
            OnnxArray mask = a.array(3);
            scores = mask.isReal()
                    ? Arithmetic.binary(g, "Add", scores, mask)
                    : Arithmetic.where(g, mask, scores, UNSEEN, scores.type());
        }
        return matmul(g, g.like("Softmax", scores, attribute("axis", -1L)), a.array(2));
    }

    /** Translates group normalisation: (x, groups, scale, shift, epsilon). Groups become channels, whose norm is that of instances. */
    private static OnnxArray groupNorm(Arguments a, OnnxGraph g) {
        OnnxArray x = a.array(0);
        long groups = a.integer(1);
        OnnxArray parts = Shapes.reshape(g, x, List.of(x.lengths().get(0), groups, -1L));
        OnnxArray ones = Creations.filled(g, List.of(groups), x.type(), 1);
        OnnxArray zeros = Creations.filled(g, List.of(groups), x.type(), 0);
        OnnxArray normed = g.op(
                "InstanceNormalization",
                List.of(parts, ones, zeros),
                parts.type(),
                parts.shape(),
                attribute("epsilon", a.number(4)));
        OnnxArray whole = Shapes.reshape(g, normed, x.lengths());
        List<Object> ofChannels = new ArrayList<>(Collections.nCopies(x.rank() - 1, 1L));
        ofChannels.set(0, x.lengths().get(1));
        OnnxArray scaled = Arithmetic.binary(g, "Mul", whole, Shapes.reshape(g, a.array(2), ofChannels));
        return Arithmetic.binary(g, "Add", scaled, Shapes.reshape(g, a.array(3), ofChannels));
    }

    /** Translates convolutions: (x, weight, bias, strides, padding, dilations, groups). */
    private static OnnxArray convolution(Arguments a, OnnxGraph g) {
        OnnxArray x = a.array(0);
        OnnxArray weight = a.array(1);
        List<Dimension> shape = new ArrayList<>(List.of(x.dimension(0), weight.dimension(0)));
        for (int d = 0; d < x.rank() - 2; d++) {
            Dimension kernel = weight.dimension(d + 2);
            shape.add(
                    kernel.isFixed()
                            ? positions(x, d, kernel.factor(), a.integers(3), a.integers(4), a.integers(5), false)
                            : null);
        }
        return g.op(
                "Conv",
                a.has(2) ? List.of(x, weight, a.array(2)) : List.of(x, weight),
                x.type(),
                shape,
                attribute("strides", a.integers(3)),
                attribute("pads", bothEnds(a.integers(4))),
                attribute("dilations", a.integers(5)),
                attribute("group", a.integer(6)));
    }

    /** Translates max pooling: (x, kernel, strides, padding, dilations, round up). */
    private static OnnxArray maxPool(Arguments a, OnnxGraph g) {
        return pool(a, g, "MaxPool", a.integers(4), attribute("dilations", a.integers(4)), a.flag(5));
    }

    /** Translates average pooling: (x, kernel, strides, padding, round up, whether the padding counts). */
    private static OnnxArray averagePool(Arguments a, OnnxGraph g) {
        OnnxArray x = a.array(0);
        boolean all = a.integers(3).stream().allMatch(width -> width == 0);
        for (int d = 0; d < x.rank() - 2; d++) {
            all &= x.dimension(d + 2).is(a.integers(1).get(d));
        }
        List<Long> dilations = Collections.nCopies(x.rank() - 2, 1L);
        return all
                ? global(g, x)
                : pool(a, g, "AveragePool", dilations, attribute("count_include_pad", a.flag(5)), a.flag(4));
    }

    private static OnnxArray global(OnnxGraph g, OnnxArray x) {
        List<Dimension> shape = new ArrayList<>(Collections.nCopies(x.rank(), Dimension.of(1)));
        shape.set(0, x.dimension(0));
        shape.set(1, x.dimension(1));
        return g.op("GlobalAveragePool", List.of(x), x.type(), shape);
    }

    private static OnnxArray pool(
            Arguments a, OnnxGraph g, String operator, List<Long> dilations, AttributeProto more, boolean roundsUp) {
        OnnxArray x = a.array(0);
        List<Dimension> shape = new ArrayList<>(x.shape().subList(0, 2));
        for (int d = 0; d < x.rank() - 2; d++) {
            shape.add(positions(x, d, a.integers(1).get(d), a.integers(2), a.integers(3), dilations, roundsUp));
        }
        return g.op(
                operator,
                List.of(x),
                x.type(),
                shape,
                attribute("kernel_shape", a.integers(1)),
                attribute("strides", a.integers(2)),
                attribute("pads", bothEnds(a.integers(3))),
                attribute("ceil_mode", roundsUp),
                more);
    }

    /** Returns how many positions a kernel takes along a spatial axis; null if that is not known. */
    private static Dimension positions(
            OnnxArray x,
            int d,
            long kernel,
            List<Long> strides,
            List<Long> padding,
            List<Long> dilations,
            boolean roundsUp) {
        Dimension length = x.dimension(d + 2);
        if (!length.isFixed() || roundsUp) {
            return null;
        }
        long room = length.factor() + 2 * padding.get(d) - dilations.get(d) * (kernel - 1) - 1;
        return Dimension.of(room / strides.get(d) + 1);
    }

    private static List<Long> bothEnds(List<Long> padding) {
        List<Long> both = new ArrayList<>(padding);
        both.addAll(padding);
        return both;
    }
}
