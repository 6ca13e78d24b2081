package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Learned class centers, of which each training step reads and updates only a sample (Partial FC). The sampled rows become a leaf of the
 * autograd graph, so that gradient, momentum and update need arrays only of the sample's size. Rows that are not sampled keep their values
 * and momentum exactly, whereas a dense optimizer would apply weight decay and momentum to them.
 *
 * <p>The update is SGD with momentum and weight decay, as published for these centers; a row's momentum advances only in steps in which the
 * row is sampled. If gradients are accumulated over several samples, each row is updated once, with the sum of its gradients.
 */
public final class SampledClassCenters implements AutoCloseable {
    private final NDManager manager;
    private final CenterSampler sampler;
    private final NDArray centers;
    /** The moving sum of the gradients of SGD, or their moving average of AdamW (k, D). */
    private final NDArray momentum;
    /** The moving average of the squared gradients (k, D) and the number of steps (k) of AdamW; empty for SGD. */
    private final Optional<NDList> moments;

    /** The sample whose gradient the next step uses; null if there is none or more than one. */
    private Sample only;
    /** Whether the next step uses the gradients of several samples. */
    private boolean several;
    /** The sum of the gradients of several samples (k, D); null until it is first needed. */
    private NDArray summed;
    /** 1 at each center that has a gradient in {@link #summed}, otherwise 0 (k); null until it is first needed. */
    private NDArray touched;

    /**
     * @param centers (k, D) float32, the initial centers; this object takes ownership of the array
     * @param negatives number of centers that are drawn in each step in addition to the positives of the batch
     */
    public SampledClassCenters(NDArray centers, int negatives) {
        this(centers, negatives, false);
    }

    /**
     * @param centers (k, D), the initial centers; this object takes ownership of the array
     * @param adaptive whether the steps are those of AdamW; otherwise they are those of SGD
     */
    SampledClassCenters(NDArray centers, int negatives, boolean adaptive) {
        manager = centers.getManager().newSubManager();
        centers.attach(manager);
        this.centers = centers;
        momentum = manager.zeros(centers.getShape(), centers.getDataType());
        moments = adaptive
                ? Optional.of(new NDList(
                        manager.zeros(centers.getShape(), centers.getDataType()),
                        manager.zeros(new Shape(centers.getShape().get(0)), centers.getDataType())))
                : Optional.empty();
        sampler = new CenterSampler(Math.toIntExact(centers.getShape().get(0)), negatives);
    }

    /** Centers that are initialized from a normal distribution with mean 0 and std 0.01, as published. */
    public static SampledClassCenters random(NDManager manager, int count, int dimension, int negatives) {
        return new SampledClassCenters(
                manager.randomNormal(0, 0.01f, new Shape(count, dimension), DataType.FLOAT32), negatives);
    }

    /** The centers that one step uses. */
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

        /** The numbers of the sampled centers (S), int64, ascending. */
        public NDArray rows() {
            return rows;
        }

        /** The sampled centers (S, D), a leaf that receives a gradient. */
        public NDArray values() {
            return values;
        }

        /** For each example, the indices of its own centers in {@link #rows} (B, l), int64. */
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
     * @param labels (B, l) in row-major order: the numbers of each example's centers, distinct within an example
     * @param labelsPerExample l
     * @param key random seed; equal keys give equal draws
     */
    public Sample sample(int[] labels, int labelsPerExample, long key) {
        return take(sampler.sample(labels, key), labelsPerExample);
    }

    /**
     * Draws the centers of a step, of which there are always the same number.
     *
     * @param labels (B) the numbers of the examples' centers
     * @param size number S of centers, at least that of different labels; if there are fewer centers, all of them are taken
     * @param key random seed; equal keys give equal draws
     */
    public Sample sampleOf(int[] labels, int size, long key) {
        int own = (int) Arrays.stream(labels).distinct().count();
        if (size < own) {
            throw new IllegalArgumentException(
                    "A sample of " + size + " centers cannot have the " + own + " centers of a batch.");
        }
        return take(new CenterSampler(count(), size - own).sample(labels, key), 1);
    }

    Sample take(CenterSampler.Sample chosen, int labelsPerExample) {
        NDManager scope = manager.newSubManager();
        return take(
                chosen.rows(),
                scope.create(
                        chosen.positives(), new Shape(chosen.positives().length / labelsPerExample, labelsPerExample)),
                scope);
    }

    /** Takes some centers, without knowing whose they are. */
    Sample take(long[] chosen) {
        return take(chosen, null, manager.newSubManager());
    }

    private Sample take(long[] chosen, NDArray positives, NDManager scope) {
        NDArray rows = scope.create(chosen);
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray values = CentersScript.rows(centers, rows);
            values.attach(scope);
            values.setRequiresGradient(true);
            return new Sample(scope, rows, values, positives);
        }
    }

    /**
     * Keeps the gradient of a sample for the next {@link #step}, and takes ownership of the sample. The gradients of several samples are
     * summed in an array that is as large as all centers together.
     */
    public void collect(Sample sample) {
        if (only == null && !several) {
            only = sample;
            return;
        }
        if (summed == null) {
            summed = manager.zeros(centers.getShape(), centers.getDataType());
            touched = manager.zeros(new Shape(centers.getShape().get(0)), centers.getDataType());
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
            CentersScript.add(summed, touched, sample.rows, gradient);
        }
        sample.close();
    }

    /** Applies one SGD update to each center that {@link #collect} received a gradient for since the last step. */
    public void step(double learningRate, double momentumFactor, double weightDecay) {
        step((rows, values, gradient) -> CentersScript.sgd(
                centers, momentum, rows, values, gradient, learningRate, momentumFactor, weightDecay));
    }

    /**
     * Applies one step of AdamW to each center that {@link #collect} received a gradient for since the last step. Each center counts its own
     * steps.
     */
    void stepAdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
        NDList own = moments.orElseThrow();
        step((rows, values, gradient) -> CentersScript.adamw(
                centers,
                new NDList(momentum, own.get(0), own.get(1)),
                rows,
                values,
                gradient,
                learningRate,
                beta1,
                beta2,
                epsilon,
                weightDecay));
    }

    /** Forgets what {@link #collect} received since the last step. */
    void discard() {
        step((rows, values, gradient) -> {});
    }

    /** Changes some centers (S) by their gradient. */
    private interface Update {
        void apply(NDArray rows, NDArray values, NDArray gradient);
    }

    private void step(Update update) {
        try (Autograd.Recording pause = Autograd.pause();
                NDManager scope = manager.newSubManager()) {
            if (several) {
                NDList collected = CentersScript.collected(centers, summed, touched);
                collected.attach(scope);
                update.apply(collected.get(0), collected.get(1), collected.get(2));
                several = false;
            } else if (only != null) {
                NDArray gradient = only.values.getGradient();
                gradient.attach(scope);
                update.apply(only.rows, only.values, gradient);
                only.close();
                only = null;
            }
        }
    }

    /** All centers (k, D). */
    public NDArray values() {
        return centers;
    }

    int negatives() {
        return sampler.negatives();
    }

    /** Number of centers k. */
    public int count() {
        return sampler.centers();
    }

    /** The arrays that a checkpoint must contain, by name. They are the live arrays, not copies. */
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("centers", centers);
        state.putAll(optimizerState());
        return state;
    }

    /** The arrays of {@link #state} besides the centers. */
    Map<String, NDArray> optimizerState() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("momentum", momentum);
        moments.ifPresent(own -> {
            state.put("second", own.get(0));
            state.put("steps", own.get(1));
        });
        return state;
    }

    @Override
    public void close() {
        manager.close();
    }
}
