package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.FlopCount;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The training of a linear layer with an output for each of very many classes, of which each step reads and updates only a sample: all
 * positives of the batch, and some of the other classes. Neither memory nor the time of a step depends on the number of classes, apart from
 * the layer itself and the state of its optimizer. As in {@link SampledClassCenters}, a row that is not sampled keeps its values and its
 * state.
 */
public final class SampledLinear implements AutoCloseable {
    private final CenterSampler sampler;
    private final SampledClassCenters weight;
    private final SampledClassCenters bias;

    /**
     * @param weight (P, D), changed in place
     * @param bias (P, 1), changed in place
     * @param negatives number of classes that are drawn in each step in addition to the positives of the batch
     * @param adaptive whether the steps are those of AdamW; otherwise they are those of SGD
     */
    public SampledLinear(NDArray weight, NDArray bias, int negatives, boolean adaptive) {
        sampler = new CenterSampler(Math.toIntExact(weight.getShape().get(0)), negatives);
        this.weight = new SampledClassCenters(weight, 0, adaptive);
        this.bias = new SampledClassCenters(bias, 0, adaptive);
    }

    /**
     * The classes that one step uses.
     *
     * @param rows numbers of these classes (S), ascending
     * @param columnWeights the inverse of the probability with which each class is in the sample (S): 1 for the positives of the batch
     */
    @SuppressWarnings("ArrayRecordComponent") // used in one step; never compared
    public record Sample(
            long[] rows, float[] columnWeights, SampledClassCenters.Sample weight, SampledClassCenters.Sample bias)
            implements AutoCloseable {
        /** Returns the outputs (B, S) of the layer for these classes, recorded for the backward pass. */
        public NDArray outputs(NDArray x) {
            FlopCount.addLinear(x, rows.length);
            return CentersScript.linear(x, weight.values(), bias.values());
        }

        @Override
        public void close() {
            weight.close();
            bias.close();
        }
    }

    /**
     * Draws the classes of a step.
     *
     * @param positives classes of each example of the batch
     * @param key random seed; equal keys give equal draws
     */
    public Sample sample(int[][] positives, long key) {
        int[] own = Stream.of(positives)
                .flatMapToInt(Arrays::stream)
                .sorted()
                .distinct()
                .toArray();
        long[] rows = sampler.sample(own, key).rows();
        float drawn = (float) ((double) (sampler.centers() - own.length) / Math.max(1, rows.length - own.length));
        float[] weights = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            weights[i] = Arrays.binarySearch(own, (int) rows[i]) >= 0 ? 1 : drawn;
        }
        return new Sample(rows, weights, weight.take(rows), bias.take(rows));
    }

    /** Keeps the gradient of a sample for the next step, and takes ownership of the sample. */
    public void collect(Sample sample) {
        weight.collect(sample.weight());
        bias.collect(sample.bias());
    }

    /** Applies one step of SGD to the classes that {@link #collect} received a gradient for. Biases have no weight decay. */
    public void step(double learningRate, double momentum, double weightDecay) {
        weight.step(learningRate, momentum, weightDecay);
        bias.step(learningRate, momentum, 0);
    }

    /** Applies one step of AdamW to these classes, of which each counts its own steps. Biases have no weight decay. */
    public void stepAdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
        weight.stepAdamW(learningRate, beta1, beta2, epsilon, weightDecay);
        bias.stepAdamW(learningRate, beta1, beta2, epsilon, 0);
    }

    /** The arrays that a checkpoint must contain besides the layer, by name. They are the live arrays, not copies. */
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        weight.optimizerState().forEach((name, array) -> state.put("head_weight_" + name, array));
        bias.optimizerState().forEach((name, array) -> state.put("head_bias_" + name, array));
        return state;
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
