package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A transformer block written out in loops, with two heads, an epsilon of 1e-5 and no biases of queries, keys and values. */
final class PlainBlock {
    private static final int HEADS = 2;

    private final Map<String, double[]> parameters = new HashMap<>();
    private final FeedForward form;

    PlainBlock(TransformerBlock block, FeedForward form) {
        for (String name : block.getParameters().keys()) {
            Parameter parameter = block.getParameters().get(name);
            parameters.put(name, parameter.getArray().toDoubleArray());
        }
        this.form = form;
    }

    double[] run(NDArray x, boolean causal) {
        int batch = (int) x.getShape().get(0);
        int n = (int) x.getShape().get(1);
        int d = (int) x.getShape().get(2);
        double[] all = x.toDoubleArray();
        double[] out = new double[all.length];
        for (int b = 0; b < batch; b++) {
            double[][] tokens = new double[n][];
            for (int i = 0; i < n; i++) {
                tokens[i] = Arrays.copyOfRange(all, (b * n + i) * d, (b * n + i + 1) * d);
            }
            double[][] attended = attention(tokens, causal);
            for (int i = 0; i < n; i++) {
                double[] middle = add(tokens[i], attended[i], "ls1.gamma");
                double[] changed = add(middle, mlp(norm(middle, "norm2")), "ls2.gamma");
                System.arraycopy(changed, 0, out, (b * n + i) * d, d);
            }
        }
        return out;
    }

    private double[][] attention(double[][] tokens, boolean causal) {
        int n = tokens.length;
        int d = tokens[0].length;
        int width = d / HEADS;
        double[][] qkv = new double[n][];
        for (int i = 0; i < n; i++) {
            qkv[i] = linear(norm(tokens[i], "norm1"), "attn.qkv");
        }
        double[][] result = new double[n][d];
        for (int head = 0; head < HEADS; head++) {
            for (int i = 0; i < n; i++) {
                double[] weights = new double[n];
                double sum = 0;
                for (int j = 0; j < (causal ? i + 1 : n); j++) {
                    double score = 0;
                    for (int k = head * width; k < (head + 1) * width; k++) {
                        score += qkv[i][k] * qkv[j][d + k];
                    }
                    weights[j] = Math.exp(score / Math.sqrt(width));
                    sum += weights[j];
                }
                for (int j = 0; j < n; j++) {
                    for (int k = head * width; k < (head + 1) * width; k++) {
                        result[i][k] += weights[j] / sum * qkv[j][2 * d + k];
                    }
                }
            }
        }
        for (int i = 0; i < n; i++) {
            result[i] = linear(result[i], "attn.proj");
        }
        return result;
    }

    private double[] mlp(double[] x) {
        double[] expanded = linear(x, "mlp.fc1");
        double[] hidden = new double[form.hidden()];
        for (int k = 0; k < hidden.length; k++) {
            double v = expanded[k];
            hidden[k] = form instanceof FeedForward.Mlp mlp
                    ? activation(mlp.activation(), v)
                    : v / (1 + Math.exp(-v)) * expanded[k + hidden.length];
        }
        return linear(hidden, "mlp.fc2");
    }

    private static double activation(Activation activation, double x) {
        return switch (activation) {
            case GELU -> x * normal(x);
            case GELU_TANH -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case QUICK_GELU -> x / (1 + Math.exp(-1.702 * x));
            case RELU -> Math.max(x, 0);
        };
    }

    /** The normal distribution function, by its series about zero. */
    private static double normal(double x) {
        double term = x;
        double sum = x;
        for (int k = 1; k < 200; k++) {
            term *= x * x / (2 * k + 1);
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private double[] norm(double[] x, String name) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        double[] result = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            result[k] = (x[k] - mean) / Math.sqrt(variance + 1e-5) * parameters.get(name + ".weight")[k]
                    + parameters.get(name + ".bias")[k];
        }
        return result;
    }

    private double[] linear(double[] x, String name) {
        double[] weight = parameters.get(name + ".weight");
        double[] bias = parameters.get(name + ".bias");
        double[] result = new double[weight.length / x.length];
        for (int row = 0; row < result.length; row++) {
            result[row] = bias == null ? 0 : bias[row];
            for (int k = 0; k < x.length; k++) {
                result[row] += weight[row * x.length + k] * x[k];
            }
        }
        return result;
    }

    private double[] add(double[] x, double[] branch, String scale) {
        double[] result = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            result[k] = x[k] + branch[k] * parameters.get(scale)[k];
        }
        return result;
    }
}
