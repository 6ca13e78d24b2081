package io.winnow.trainer.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.trainer.run.UserException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The merge of the weights of two networks of the same architecture that were trained from the same start. Running statistics are merged
 * like parameters, since those of neither network fit the merged one.
 *
 * @param weights merged weights by name
 * @param figures in which way tensors were merged, and how far apart they were
 */
public record MergedWeights(Map<String, NDArray> weights, MergeFigures figures) {
    /**
     * Merges weights.
     *
     * @param share share of {@code second}, in [0, 1]
     * @param scope manager to which the merged weights are attached
     * @throws UserException if the weights belong to different networks; the message names the first tensor that differs
     */
    public static MergedWeights of(
            MergeKind kind, double share, Map<String, NDArray> first, Map<String, NDArray> second, NDManager scope) {
        requireSame(first, second);
        Map<String, NDArray> merged = new LinkedHashMap<>();
        MergeFigures figures = new MergeFigures();
        first.forEach((name, own) -> {
            NDArray other = second.get(name);
            if (own.getDataType() != DataType.FLOAT32) {
                requireEqual(name, own, other);
                figures.keep();
                merged.put(name, scope.create(own.toByteBuffer(), own.getShape(), own.getDataType()));
                return;
            }
            MergedTensor tensor = MergedTensor.of(kind, doubles(own), doubles(other), share);
            figures.add(tensor);
            merged.put(name, scope.create(tensor.floats(), own.getShape()));
        });
        return new MergedWeights(merged, figures);
    }

    private static void requireSame(Map<String, NDArray> first, Map<String, NDArray> second) {
        first.forEach((name, own) -> {
            NDArray other = second.get(name);
            if (other == null) {
                throw onlyIn("first", name);
            }
            if (!own.getShape().equals(other.getShape()) || own.getDataType() != other.getDataType()) {
                throw new UserException(
                        "The two models are different networks: " + name + " is " + own.getDataType() + " "
                                + own.getShape() + " in the first, but " + other.getDataType() + " " + other.getShape()
                                + " in the second. Only models of the same architecture can be merged.");
            }
        });
        second.keySet().stream()
                .filter(name -> !first.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw onlyIn("second", name);
                });
    }

    private static UserException onlyIn(String which, String name) {
        return new UserException("The two models are different networks: only the " + which + " has a tensor " + name
                + ". Only models of the same architecture can be merged.");
    }

    private static void requireEqual(String name, NDArray own, NDArray other) {
        if (!Arrays.equals(own.toByteArray(), other.toByteArray())) {
            throw new UserException("The tensor " + name + " consists of " + own.getDataType()
                    + ", which cannot be interpolated, and differs between the two models. Only models with equal settings"
                    + " can be merged.");
        }
    }

    private static double[] doubles(NDArray array) {
        float[] values = array.toFloatArray();
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
