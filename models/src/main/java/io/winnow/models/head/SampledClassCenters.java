package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
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
 * Where gradients are accumulated over several samples, a row moves once, by the sum of its gradients.
 */
public final class SampledClassCenters implements AutoCloseable {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(SampledClassCenters.class, "centers.py");

    private final NDManager manager;
    private final CenterSampler sampler;
    private final NDArray centers;
    private final NDArray momentum;
    /** The sample whose gradient the next step takes, where there is one alone. */
    private Sample only;
    /** Whether the next step takes the gradients of several samples. */
    private boolean several;
    /** Of several samples: the summed gradient (k, D), and 1 at each center in it (k). Null until they are needed. */
    private NDArray summed;

    private NDArray touched;

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

    /**
     * Keeps the gradient of a sample for the next {@link #step}, which closes the sample. Gradients of several are summed, in an array as
     * large as all centers.
     */
    public void collect(Sample sample) {
        if (only == null && !several) {
            only = sample;
            return;
        }
        if (summed == null) {
            summed = manager.zeros(centers.getShape());
            touched = manager.zeros(new Shape(centers.getShape().get(0)));
        }
        several = true;
        if (only != null) {
            add(only);
            only = null;
        }
        add(sample);
    }

    private void add(Sample sample) {
        try (Autograd.Recording pause = Autograd.pause();
                NDArray gradient = sample.values.getGradient()) {
            FUNCTIONS.invoke("add", summed, touched, sample.rows, gradient);
        }
        sample.close();
    }

    /** Moves the centers that were sampled since the last step against their gradient, each once. */
    public void step(double learningRate, double momentumFactor, double weightDecay) {
        try (Autograd.Recording pause = Autograd.pause();
                NDManager scope = manager.newSubManager()) {
            if (several) {
                NDList collected = FUNCTIONS.callList("collected", centers, summed, touched);
                collected.attach(scope);
                sgd(collected.get(0), collected.get(1), collected.get(2), learningRate, momentumFactor, weightDecay);
                several = false;
            } else if (only != null) {
                NDArray gradient = only.values.getGradient();
                gradient.attach(scope);
                sgd(only.rows, only.values, gradient, learningRate, momentumFactor, weightDecay);
                only.close();
                only = null;
            }
        }
    }

    private void sgd(
            NDArray rows,
            NDArray values,
            NDArray gradient,
            double learningRate,
            double momentumFactor,
            double weightDecay) {
        FUNCTIONS.invoke("sgd", centers, momentum, rows, values, gradient, learningRate, momentumFactor, weightDecay);
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

    @Override
    public void close() {
        manager.close();
    }
}
