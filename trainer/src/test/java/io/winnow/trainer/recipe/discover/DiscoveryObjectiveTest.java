package io.winnow.trainer.recipe.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Span;
import io.winnow.trainer.engine.BatchSource;
import io.winnow.trainer.engine.OptimizerOptions;
import io.winnow.trainer.engine.Schedule;
import io.winnow.trainer.engine.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The batches of an epoch, and what is remembered of them. */
class DiscoveryObjectiveTest {
    /** Twelve examples, of which the first six are labelled, three of them by answers. */
    private static BatchSource<DiscoveryObjective.Drawn> batches(int answerBatch) {
        int[] given = {0, 1, 0, 2, 2, 3, -1, -1, -1, -1, -1, -1};
        KnownPart known = new KnownPart(
                List.of("a", "b", "c", "d"),
                2,
                List.of(),
                0,
                given,
                new int[] {3, 4, 5},
                Optional.empty(),
                Optional.empty());
        return DiscoveryObjective.batches(known, 4, answerBatch);
    }

    @Test
    void anEpochEndsWithEachAnswerOnce() throws Exception {
        BatchSource<DiscoveryObjective.Drawn> source = batches(2);
        assertThat(source.batchesPerEpoch()).isEqualTo(3 + 2);
        try (BatchSource.Batches<DiscoveryObjective.Drawn> all = source.from(7, 0);
                BatchSource.Batches<DiscoveryObjective.Drawn> resumed = source.from(7, 9)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                List<Integer> answers = new ArrayList<>();
                for (int batch = 0; batch < 5; batch++) {
                    DiscoveryObjective.Drawn drawn = all.next();
                    assertThat(drawn.answers()).isEqualTo(batch >= 3);
                    assertThat(drawn.rows()).hasSize(batch < 3 ? 4 : batch == 3 ? 2 : 1);
                    if (drawn.answers()) {
                        IntStream.of(drawn.rows()).forEach(answers::add);
                    }
                    if (epoch == 1 && batch == 4) {
                        assertThat(resumed.next().rows()).containsExactly(drawn.rows());
                    }
                }
                assertThat(answers).containsExactlyInAnyOrder(3, 4, 5);
            }
        }
    }

    @Test
    void answersHaveNoBatchesOfTheirOwnIfNobodyWantsThem() throws Exception {
        BatchSource<DiscoveryObjective.Drawn> source = batches(0);
        assertThat(source.batchesPerEpoch()).isEqualTo(3);
        try (BatchSource.Batches<DiscoveryObjective.Drawn> all = source.from(7, 0)) {
            for (int batch = 0; batch < 6; batch++) {
                assertThat(all.next().answers()).isFalse();
            }
        }
    }

    /** A batch of three is small for four classes: the state is the mean prediction of the first batch, and then .9 of it and .1 of the next. */
    @Test
    void smallBatchesRememberTheMeanPrediction() {
        float[][] rows = {{1, 0}, {0.6f, 0.8f}, {0, 1}, {-0.8f, 0.6f}, {-1, 0}};
        int[] given = {0, -1, -1, 1, -1};
        try (NDManager manager = NDManager.newBaseManager();
                DiscoveryObjective objective =
                        new DiscoveryObjective(options(3, 0, 2), rows, given, 4, Optional.empty(), false, manager)) {
            NDArray state = objective.state().get("mean_prediction");
            assertThat(state.toFloatArray()).containsOnly(0);
            float[][] p = objective.network().probabilities(rows, objective.parameters());
            int[][] batches = {{0, 1, 2}, {3, 4, 0}};
            double[] wanted = new double[4];
            for (int b = 0; b < 2; b++) {
                for (int c = 0; c < 4; c++) {
                    int own = c;
                    double mean = IntStream.of(batches[b])
                            .mapToDouble(i -> p[i][own])
                            .average()
                            .orElseThrow();
                    wanted[c] = b == 0 ? mean : 0.9 * wanted[c] + 0.1 * mean;
                }
                try (NDManager scope = manager.newSubManager()) {
                    NDArray kept = objective
                            .loss(new DiscoveryObjective.Drawn(batches[b], false, 0), 1, 0, scope)
                            .kept();
                    objective.moved(List.of(kept), 1);
                }
                for (int c = 0; c < 4; c++) {
                    assertThat((double) state.toFloatArray()[c]).isCloseTo(wanted[c], within(1e-6));
                }
            }
            // A batch of answers learns its labels alone.
            try (NDManager scope = manager.newSubManager()) {
                assertThat(objective
                                .loss(new DiscoveryObjective.Drawn(new int[] {3}, true, 0), 1, 0, scope)
                                .kept())
                        .isNull();
            }
        }
        try (NDManager manager = NDManager.newBaseManager();
                DiscoveryObjective objective =
                        new DiscoveryObjective(options(8, 0, 2), rows, given, 4, Optional.empty(), false, manager)) {
            assertThat(objective.state()).isEmpty();
        }
    }

    /**
     * Half of the second views are one of the two nearest neighbours of an example, drawn by the key, and each view learns the label of the
     * example that it is of. With the labels alone, the loss is their mean cross-entropy.
     */
    @Test
    void secondViewsAreNeighboursHalfOfTheTime() {
        int[][] nearest = {{1, 2}, {2, 0}, {1, 0}, {4, 5}, {5, 3}, {4, 3}};
        float[][] rows = new float[6][];
        for (int i = 0; i < 6; i++) {
            double angle = i < 3 ? 0.1 * i + 0.02 * i * (2 - i) : 2 + 0.1 * i;
            rows[i] = new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
        }
        int[] given = {0, 1, -1, 1, -1, -1};
        try (NDManager manager = NDManager.newBaseManager();
                DiscoveryObjective objective =
                        new DiscoveryObjective(options(8, 2, 0), rows, given, 3, Optional.empty(), false, manager)) {
            float[][] p = objective.network().probabilities(rows, objective.parameters());
            int[] batch = {0, 1, 2, 3, 4, 5, 0, 3};
            int replaced = 0;
            int farther = 0;
            for (long key = 0; key < 100; key++) {
                int[] second = objective.secondViews(batch, key);
                assertThat(objective.secondViews(batch, key)).containsExactly(second);
                double sum = 0;
                int labelled = 0;
                for (int i = 0; i < batch.length; i++) {
                    assertThat(second[i]).isIn(batch[i], nearest[batch[i]][0], nearest[batch[i]][1]);
                    replaced += second[i] == batch[i] ? 0 : 1;
                    farther += second[i] == nearest[batch[i]][1] ? 1 : 0;
                    for (int row : new int[] {batch[i], second[i]}) {
                        sum -= given[row] < 0 ? 0 : Math.log(p[row][given[row]]);
                        labelled += given[row] < 0 ? 0 : 1;
                    }
                }
                try (NDManager scope = manager.newSubManager()) {
                    double loss = objective
                            .loss(new DiscoveryObjective.Drawn(batch, false, 0), key, 0, scope)
                            .mean()
                            .getFloat();
                    assertThat(loss).isCloseTo(sum / labelled, within(1e-4));
                }
            }
            assertThat(replaced).isBetween(340, 460);
            assertThat(farther).isBetween(150, 250);
        }
    }

    /** Without dropout both views are equal, so half of the difference of two cross-entropies tells what was agreed from the own prediction. */
    @Test
    void viewsLearnWhatOtherTrainingsAgreeOn() {
        float[][] rows = {{1, 0}, {0.6f, 0.8f}, {-1, 0}};
        float[][] agreed = {{0.7f, 0.2f, 0.1f}, {0.1f, 0.8f, 0.1f}, {0, 0, 1}};
        int[] given = {-1, 0, -1};
        int[] batch = {2, 0};
        double[] losses = new double[2];
        double difference = 0;
        for (int i = 0; i < 2; i++) {
            try (NDManager manager = NDManager.newBaseManager();
                    NDManager scope = manager.newSubManager()) {
                Engine.getInstance().setRandomSeed(3);
                Optional<float[][]> known = i == 0 ? Optional.empty() : Optional.of(agreed);
                try (DiscoveryObjective objective =
                        new DiscoveryObjective(options(8, 0, 2), rows, given, 3, known, false, manager)) {
                    losses[i] = objective
                            .loss(new DiscoveryObjective.Drawn(batch, false, 0), 1, 0, scope)
                            .mean()
                            .getFloat();
                    float[][] p = objective.network().probabilities(rows, objective.parameters());
                    for (int row = 0; row < 2 && i == 1; row++) {
                        double[] own = new double[3];
                        for (int c = 0; c < 3; c++) {
                            own[c] = Math.pow(p[batch[row]][c], 0.1 / 0.07);
                        }
                        double sum = DoubleStream.of(own).sum();
                        for (int c = 0; c < 3; c++) {
                            difference -= (agreed[batch[row]][c] - own[c] / sum) * Math.log(p[batch[row]][c]) / 2;
                        }
                    }
                }
            }
        }
        assertThat(losses[1] - losses[0]).isCloseTo(0.65 * 0.5 * difference, within(1e-5));
        assertThat(Math.abs(difference)).isGreaterThan(1e-3);
    }

    private static DiscoveryOptions options(int batchSize, int neighbours, double entropy) {
        TrainingOptions training = new TrainingOptions(
                Span.ofSteps(2),
                batchSize,
                Precision.FLOAT32,
                1,
                new OptimizerOptions.Sgd(0.1, 0, false, 0),
                new Schedule.Constant(Span.ofSteps(0)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new DiscoveryOptions(
                0, neighbours, 0, entropy == 0 ? 1 : 0.35, entropy, 0.1, 0.07, 0.04, 0.3, 1, 0.07, 8, 1, training);
    }
}
