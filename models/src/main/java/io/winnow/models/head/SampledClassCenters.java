package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.TorchFunctions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Learned class centers of which each step touches a sample (Partial FC). The sampled rows become a leaf of the graph; their gradient,
 * momentum and update are arrays of their size, and rows that were not sampled keep their value and momentum to the bit. A dense
 * optimizer would decay and move them.
 *
 * <p>The update is SGD with momentum and weight decay, as published for these centers; the momentum of a row advances when it is sampled.
 */
public final class SampledClassCenters implements AutoCloseable {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(SampledClassCenters.class, "centers.py");

    private final NDManager manager;
    private final CenterSampler sampler;
    private final NDArray centers;
    private final NDArray momentum;

    /**
     * @param centers (k, D), float32; the start, taken over
     * @param negatives number of centers drawn each step beside the positives of the batch
     */
    public SampledClassCenters(NDArray centers, int negatives) {
        manager = centers.getManager().newSubManager();
        centers.attach(manager);
        this.centers = centers;
        momentum = manager.zeros(centers.getShape());
        sampler = new CenterSampler(Math.toIntExact(centers.getShape().get(0)), negatives);
    }

    /** Centers drawn from N(0, 0.01) (standard deviation), as published. */
    public static SampledClassCenters random(NDManager manager, int count, int dimension, int negatives) {
        return new SampledClassCenters(
                manager.randomNormal(0, 0.01f, new Shape(count, dimension), DataType.FLOAT32), negatives);
    }

    /** The sampled part of the centers in one step. */
    public static final class Sample implements AutoCloseable {
        private final NDManager scope;
        private final NDArray rows;
        private final NDArray values;
        private final NDArray positives;

        private Sample(NDManager scope, NDArray rows, NDArray values, NDArray positives) {
            this.scope = scope;
            this.rows = rows;
            this.values = values;
            this.positives = positives;
        }

        /** Center numbers (S) int64, ascending. */
        public NDArray rows() {
            return rows;
        }

        /** The sampled centers (S, D), a leaf that takes a gradient. */
        public NDArray values() {
            return values;
        }

        /** For each example the places of its own centers among the sampled (B, l) int64. */
        public NDArray positives() {
            return positives;
        }

        @Override
        public void close() {
            scope.close();
        }
    }

    /**
     * Draws the centers of a step.
     *
     * @param labels (B, l) row-major: the centers of each example, distinct within an example
     * @param labelsPerExample l
     * @param key decides the draw
     */
    public Sample sample(int[] labels, int labelsPerExample, long key) {
        return take(sampler.sample(labels, key), labelsPerExample);
    }

    Sample take(CenterSampler.Sample chosen, int labelsPerExample) {
        NDManager scope = manager.newSubManager();
        NDArray rows = scope.create(chosen.rows());
        NDArray positives = scope.create(
                chosen.positives(), new Shape(chosen.positives().length / labelsPerExample, labelsPerExample));
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray values = FUNCTIONS.call("rows", centers, rows);
            values.attach(scope);
            values.setRequiresGradient(true);
            return new Sample(scope, rows, values, positives);
        }
    }

    /** Moves the sampled centers against their gradient. */
    public void update(Sample sample, double learningRate, double momentumFactor, double weightDecay) {
        try (Autograd.Recording pause = Autograd.pause();
                NDArray gradient = sample.values.getGradient()) {
            FUNCTIONS.invoke(
                    "sgd",
                    centers,
                    momentum,
                    sample.rows,
                    sample.values,
                    gradient,
                    learningRate,
                    momentumFactor,
                    weightDecay);
        }
    }

    /** All centers (k, D). */
    public NDArray values() {
        return centers;
    }

    int negatives() {
        return sampler.negatives();
    }

    public int count() {
        return sampler.centers();
    }

    /** What a checkpoint must hold, by name; views, not copies. */
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("centers", centers);
        state.put("momentum", momentum);
        return state;
    }

    /** Takes over a state of the same shapes. */
    public void load(Map<String, NDArray> saved) {
        try (Autograd.Recording pause = Autograd.pause()) {
            state().forEach((name, array) -> {
                NDArray source = saved.get(name);
                if (source == null || !source.getShape().equals(array.getShape())) {
                    throw new IllegalArgumentException("The saved class centers have " + name + " of "
                            + (source == null ? "no shape" : source.getShape()) + "; these are " + array.getShape()
                            + ".");
                }
                source.copyTo(array);
            });
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
