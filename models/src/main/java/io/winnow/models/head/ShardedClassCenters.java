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
 * Learned class centers that are split into contiguous shards, one per device (Partial FC, section 3.1). The sample of a step is the same
 * that {@link SampledClassCenters} would draw from all centers, whatever the number of shards. Each device holds and updates the sampled
 * rows of its own shard.
 */
public final class ShardedClassCenters implements AutoCloseable {
    private final CenterSampler sampler;
    private final List<SampledClassCenters> shards = new ArrayList<>();
    /** The number of each shard's first center, followed by the number of centers. */
    private final int[] begins;

    /**
     * Splits centers that no step has updated yet; their momentum is not carried over.
     *
     * @param whole the centers to split; closed by this constructor
     * @param managers one manager per shard, on the shard's device
     */
    public ShardedClassCenters(SampledClassCenters whole, List<NDManager> managers) {
        int count = whole.count();
        sampler = new CenterSampler(count, whole.negatives());
        begins = new int[managers.size() + 1];
        Arrays.setAll(begins, i -> (int) ((long) count * i / managers.size()));
        for (int i = 0; i < managers.size(); i++) {
            try (Autograd.Recording pause = Autograd.pause()) {
                NDArray part = CentersScript.part(whole.values(), begins[i], begins[i + 1] - begins[i]);
                NDArray own = part.toDevice(managers.get(i).getDevice(), false);
                if (own != part) {
                    part.close();
                }
                own.attach(managers.get(i));
                shards.add(new SampledClassCenters(own, 0));
            }
        }
        whole.close();
    }

    /**
     * Draws the centers of a step like {@link SampledClassCenters#sample}.
     *
     * @return for each shard, its sampled rows. In a shard's {@code positives}, a positive of another shard has the index S, where S is the
     *     number of rows sampled from this shard
     */
    public List<SampledClassCenters.Sample> sample(int[] labels, int labelsPerExample, long key) {
        CenterSampler.Sample chosen = sampler.sample(labels, key);
        List<SampledClassCenters.Sample> parts = new ArrayList<>();
        int from = 0;
        for (int shard = 0; shard < shards.size(); shard++) {
            int begin = begins[shard];
            int to = from;
            while (to < chosen.rows().length && chosen.rows()[to] < begins[shard + 1]) {
                to++;
            }
            long[] rows = new long[to - from];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = chosen.rows()[from + i] - begin;
            }
            long[] places = new long[labels.length];
            for (int i = 0; i < places.length; i++) {
                long place = chosen.positives()[i] - from;
                places[i] = place >= 0 && place < rows.length ? place : rows.length;
            }
            parts.add(shards.get(shard).take(new CenterSampler.Sample(rows, places), labelsPerExample));
            from = to;
        }
        return parts;
    }

    /** Keeps the gradients of one sample per shard for the next step; see {@link SampledClassCenters#collect}. */
    public void collect(List<SampledClassCenters.Sample> samples) {
        for (int i = 0; i < shards.size(); i++) {
            shards.get(i).collect(samples.get(i));
        }
    }

    /** Applies one SGD update to the sampled centers of every shard. */
    public void step(double learningRate, double momentumFactor, double weightDecay) {
        shards.forEach(shard -> shard.step(learningRate, momentumFactor, weightDecay));
    }

    /** All centers of one shard (k / shards, D). */
    public NDArray values(int shard) {
        return shards.get(shard).values();
    }

    /** The arrays that a checkpoint must contain, by name and shard number. They are the live arrays, not copies. */
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        for (int i = 0; i < shards.size(); i++) {
            String suffix = "." + i;
            shards.get(i).state().forEach((name, array) -> state.put(name + suffix, array));
        }
        return state;
    }

    @Override
    public void close() {
        shards.forEach(SampledClassCenters::close);
    }
}
