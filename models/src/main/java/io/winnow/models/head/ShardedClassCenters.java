package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.TorchFunctions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Learned class centers in contiguous shards, one a device (Partial FC, section 3.1). A step's sample is that of {@link
 * SampledClassCenters} over all centers, whatever their number of shards; each device has the sampled rows of its shard, and moves them.
 */
public final class ShardedClassCenters implements AutoCloseable {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(ShardedClassCenters.class, "centers.py");

    private final CenterSampler sampler;
    private final List<SampledClassCenters> shards = new ArrayList<>();
    /** Number of the first center of each shard, and of all centers. */
    private final int[] begins;

    /**
     * Splits centers that no step has moved yet.
     *
     * @param whole closed
     * @param managers one a shard, on its device
     */
    public ShardedClassCenters(SampledClassCenters whole, List<NDManager> managers) {
        int count = whole.count();
        sampler = new CenterSampler(count, whole.negatives());
        begins = new int[managers.size() + 1];
        Arrays.setAll(begins, i -> (int) ((long) count * i / managers.size()));
        for (int i = 0; i < managers.size(); i++) {
            try (Autograd.Recording pause = Autograd.pause()) {
                NDArray part = FUNCTIONS.call("part", whole.values(), begins[i], begins[i + 1] - begins[i]);
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
     * Draws the centers of a step, as {@link SampledClassCenters#sample}.
     *
     * @return of each shard its sampled rows; a positive that lies in another shard has a place beyond them, the number of these rows
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

    /** Keeps the gradients of a sample of every shard, as {@link SampledClassCenters#collect}. */
    public void collect(List<SampledClassCenters.Sample> samples) {
        for (int i = 0; i < shards.size(); i++) {
            shards.get(i).collect(samples.get(i));
        }
    }

    /** Moves the sampled centers of every shard against their gradient. */
    public void step(double learningRate, double momentumFactor, double weightDecay) {
        shards.forEach(shard -> shard.step(learningRate, momentumFactor, weightDecay));
    }

    /** The centers of a shard (k / shards, D). */
    public NDArray values(int shard) {
        return shards.get(shard).values();
    }

    /** What a checkpoint must hold, by name and shard; views, not copies. */
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
