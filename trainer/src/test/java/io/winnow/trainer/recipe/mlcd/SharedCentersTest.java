package io.winnow.trainer.recipe.mlcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.ReplicaRun;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.TeamRun;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Centers of which each replica or worker has a shard. */
class SharedCentersTest extends OnMlcd {
    private static final String VIT = "encoder={kind: vit, patch_size: 4, width: 12, depth: 1, heads: 3}";

    /** With sharded centers and negatives sampled for the whole batch, loss, gradient and centers are the same as on one device. */
    @ParameterizedTest
    @ValueSource(strings = {"multi_label", "multi_label_coupled", "single_label"})
    void replicasShareTheCenters(String objective) throws IOException {
        Discriminate options = options("objective=" + objective, VIT);
        ReplicaRun one = shared(1, Compilation.OFF, options);
        for (int replicas : new int[] {2, 3, 4}) {
            requireShared(shared(replicas, Compilation.OFF, options), replicas, one);
        }
        requireShared(shared(2, Compilation.ON, options), 2, one);
    }

    /** With a shard of the centers at each worker, loss, gradient and centers are the same as of one process that has all of them. */
    @ParameterizedTest
    @ValueSource(strings = {"multi_label", "multi_label_coupled", "single_label"})
    void workersShareTheCenters(String objective) throws IOException {
        Discriminate options = options("objective=" + objective, VIT);
        ReplicaRun one = shared(1, Compilation.OFF, options);
        for (int workers : new int[] {1, 2, 3}) {
            ReplicaRun several = team(workers, -1, options);
            assertThat(several.state().get("centers.0")).hasSizeLessThanOrEqualTo(8 / workers * 8);
            requireShared(several, workers, one);
        }
    }

    /** Three exchanges for each of two batches, then the gradient: wherever a step is left because a worker was lost, nothing of it remains. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 6})
    void aStepThatIsLeftLeavesNothing(int exchange) throws IOException {
        Discriminate options = options("objective=multi_label", VIT);
        ReplicaRun one = shared(1, Compilation.OFF, options);
        requireShared(team(2, exchange, options), 2, one);
    }

    @Test
    void centersThatWorkersCannotDivideAreRefused() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                Assignment assignment = assignment(data.trainExamples(), manager);
                MlcdObjective few = objective(options(), data, assignment, manager);
                MlcdObjective slots = objective(options("objective=per_slot"), data, assignment, manager)) {
            assertThatThrownBy(() -> few.divide(9, manager))
                    .hasMessageContaining("recipe.cluster.k: must be at least the number of workers, which is 9")
                    .hasMessageContaining("found 8");
            assertThatThrownBy(() -> slots.divide(1, manager))
                    .hasMessageContaining("recipe.discriminate.objective: must not be per_slot");
        }
    }

    /** The embeddings travel in float32 whatever the precision of the network. */
    @Test
    void workersShareTheCentersOfANetworkInBfloat16() throws IOException {
        Discriminate options = options("training.precision=bfloat16", VIT);
        ReplicaRun one = shared(1, Compilation.OFF, options);
        ReplicaRun two = team(2, -1, options);
        assertThat(two.losses().get(0)).isCloseTo(one.losses().get(0), within(1e-3f));
        ReplicaRun.requireClose(two.gradients().get(0), one.gradients().get(0), 0.02f);
    }

    /** The same for an encoder whose first layers are frozen, and whose other layers learn at lower rates. */
    @Test
    void replicasShareTheCentersOfAPartlyFrozenEncoder() throws IOException {
        Discriminate options = options("fine_tune={freeze: 1, layer_decay: 0.5}", VIT);
        ReplicaRun one = shared(1, Compilation.OFF, options);
        requireShared(shared(2, Compilation.OFF, options), 2, one);
        requireShared(shared(2, Compilation.ON, options), 2, one);
    }

    /** Synchronised batch normalisation gives what a single device gives, also where the devices compute the loss jointly. */
    @Test
    void replicasShareBatchStatistics() throws IOException {
        Discriminate options = options(new String[] {"encoder={kind: resnet, depth: 8, width: 4}"});
        ReplicaRun one = shared(1, Compilation.OFF, options);
        ReplicaRun two = shared(2, Compilation.OFF, true, options);
        requireShared(two, 2, one);
        ReplicaRun.requireClose(two.statistics(), one.statistics(), 1e-6f);
    }

    private static void requireShared(ReplicaRun several, int replicas, ReplicaRun one) {
        several.requireSameAs(one);
        for (String part : List.of("centers", "momentum")) {
            float[] whole = new float[one.state().get(part).length];
            int place = 0;
            for (int shard = 0; shard < replicas; shard++) {
                float[] rows = several.state().get(part + "." + shard);
                System.arraycopy(rows, 0, whole, place, rows.length);
                place += rows.length;
            }
            assertThat(place).isEqualTo(whole.length);
            ReplicaRun.requireClose(whole, one.state().get(part), 1e-5f);
        }
    }

    private ReplicaRun shared(int replicas, Compilation compilation, Discriminate options) throws IOException {
        return shared(replicas, compilation, false, options);
    }

    private ReplicaRun shared(int replicas, Compilation compilation, boolean synchronised, Discriminate options)
            throws IOException {
        try (NDManager scratch = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                Assignment assignment = assignment(data.trainExamples(), scratch)) {
            return ReplicaRun.of(
                    replicas,
                    16,
                    compilation,
                    synchronised,
                    data,
                    manager -> objective(options, data, assignment, manager));
        }
    }

    /** @param left number of the exchange at which the workers leave a step, see {@link TeamRun}; negative if they do not */
    private ReplicaRun team(int workers, int left, Discriminate options) throws IOException {
        try (NDManager scratch = NDManager.newBaseManager();
                ImageData data = TestData.open(TestData.write(folder));
                Assignment assignment = assignment(data.trainExamples(), scratch)) {
            return TeamRun.of(
                    workers,
                    16,
                    data,
                    left,
                    (following, manager) ->
                            new MlcdObjective(options, data, assignment, Optional.empty(), following, manager));
        }
    }

    @Test
    void perSlotSoftmaxCannotBeSharded() {
        assertThat(options("objective=per_slot").sharing().refusal())
                .hasValueSatisfying(why -> assertThat(why).contains("per_slot"));
        assertThat(options("objective=multi_label").sharing()).isEqualTo(new Sharing.Joint());
    }
}
