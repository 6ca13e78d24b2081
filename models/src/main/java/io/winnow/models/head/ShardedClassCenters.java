package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.Autograd;
import java.util.ArrayList;
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
    private final List<ClassCenterShard> shards = new ArrayList<>();

    /**
     * Splits centers that no step has updated yet; their momentum is not carried over.
     *
     * @param whole the centers to split; closed by this constructor
     * @param managers one manager per shard, on the shard's device
     */
    public ShardedClassCenters(SampledClassCenters whole, List<NDManager> managers) {
        int count = whole.count();
        sampler = new CenterSampler(count, whole.negatives());
        int[] begins = ClassCenterShard.begins(count, managers.size());
        for (int i = 0; i < managers.size(); i++) {
            try (Autograd.Recording pause = Autograd.pause()) {
                NDArray part = CentersScript.part(whole.values(), begins[i], begins[i + 1] - begins[i]);
                NDArray own = part.toDevice(managers.get(i).getDevice(), false);
                if (own != part) {
                    part.close();
                }
                own.attach(managers.get(i));
                shards.add(new ClassCenterShard(count, whole.negatives(), begins[i], own));
            }
        }
        whole.close();
    }

    /**
     * Draws the centers of a step like {@link SampledClassCenters#sample}.
     *
     * @return for each shard, its sampled rows, see {@link ClassCenterShard#sample}
     */
    public List<SampledClassCenters.Sample> sample(int[] labels, int labelsPerExample, long key) {
        CenterSampler.Sample chosen = sampler.sample(labels, key);
        return shards.stream()
                .map(shard -> shard.take(chosen, labelsPerExample))
                .toList();
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
        shards.forEach(ClassCenterShard::close);
    }
}
