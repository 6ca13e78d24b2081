package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.Autograd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A contiguous range of learned class centers, of which other devices or processes have the other ranges (Partial FC, section 3.1). The sample of a
 * step is the part of this range in the sample that {@link SampledClassCenters} would draw from all centers, whatever the number of ranges.
 */
public final class ClassCenterShard implements AutoCloseable {
    private final CenterSampler sampler;
    private final int begin;
    private final SampledClassCenters own;

    /**
     * @param all number of centers in all shards
     * @param negatives number of negatives that a step draws from all of them
     * @param begin number of the first center of this shard
     * @param own (k / shards, D), the centers of this shard; this object takes ownership of the array
     */
    public ClassCenterShard(int all, int negatives, int begin, NDArray own) {
        sampler = new CenterSampler(all, negatives);
        this.begin = begin;
        this.own = new SampledClassCenters(own, 0);
    }

    /** The number of each shard's first center, followed by the number of centers. */
    public static int[] begins(int all, int shards) {
        int[] begins = new int[shards + 1];
        Arrays.setAll(begins, i -> (int) ((long) all * i / shards));
        return begins;
    }

    /**
     * Divides all centers.
     *
     * @param scope owns the returned arrays, which are copies
     * @return for each shard, the arrays that its {@link #state} begins with
     */
    public static List<Map<String, NDArray>> states(SampledClassCenters all, int shards, NDManager scope) {
        int[] begins = begins(all.count(), shards);
        List<Map<String, NDArray>> states = new ArrayList<>();
        try (Autograd.Recording pause = Autograd.pause()) {
            for (int i = 0; i < shards; i++) {
                int begin = begins[i];
                int count = begins[i + 1] - begin;
                Map<String, NDArray> state = new LinkedHashMap<>();
                all.state().forEach((name, array) -> {
                    NDArray part = CentersScript.part(array, begin, count);
                    part.attach(scope);
                    state.put(name, part);
                });
                states.add(state);
            }
        }
        return states;
    }

    /**
     * Draws the centers of a step like {@link SampledClassCenters#sample}.
     *
     * @param labels the labels of the whole batch, as all shards get them
     * @return the rows sampled from this shard. In its {@code positives}, a positive of another shard has the index S, where S is the number of
     *     these rows
     */
    public SampledClassCenters.Sample sample(int[] labels, int labelsPerExample, long key) {
        return take(sampler.sample(labels, key), labelsPerExample);
    }

    /** Takes the part of this shard of a sample of all centers. */
    SampledClassCenters.Sample take(CenterSampler.Sample chosen, int labelsPerExample) {
        int from = place(chosen.rows(), begin);
        int to = place(chosen.rows(), (long) begin + own.count());
        long[] rows = new long[to - from];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = chosen.rows()[from + i] - begin;
        }
        long[] places = new long[chosen.positives().length];
        for (int i = 0; i < places.length; i++) {
            long place = chosen.positives()[i] - from;
            places[i] = place >= 0 && place < rows.length ? place : rows.length;
        }
        return own.take(new CenterSampler.Sample(rows, places), labelsPerExample);
    }

    /** The number of ascending rows that are below a center. */
    private static int place(long[] rows, long center) {
        int found = Arrays.binarySearch(rows, center);
        return found < 0 ? -found - 1 : found;
    }

    /** Keeps the gradient of a sample for the next step; see {@link SampledClassCenters#collect}. */
    public void collect(SampledClassCenters.Sample sample) {
        own.collect(sample);
    }

    /** Forgets the gradients that {@link #collect} received since the last step. */
    public void discard() {
        own.discard();
    }

    /** Applies one SGD update to the sampled centers. */
    public void step(double learningRate, double momentumFactor, double weightDecay) {
        own.step(learningRate, momentumFactor, weightDecay);
    }

    /** The centers of this shard (k / shards, D). */
    public NDArray values() {
        return own.values();
    }

    /** The arrays that a checkpoint must contain, by name. They are the live arrays, not copies. */
    public Map<String, NDArray> state() {
        return own.state();
    }

    @Override
    public void close() {
        own.close();
    }
}
