package io.winnow.trainer.recipe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.EpochOrder;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.BatchSource;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.Feed;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.recipe.supervised.GivenClasses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebObjectiveTest {
    private static final Trusted NOBODY = new Trusted(new int[0], new int[0]);
    private static final double LATE = 0.9;

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        TestData.write(folder);
    }

    /** What a few batches gave. */
    private record Steps(List<Double> losses, List<float[]> members, List<Integer> live, List<float[]> prototypes) {}

    private Steps steps(String options, Optional<Trusted> anchors, double progress, int count) throws IOException {
        String recipe = """
                recipe:
                  kind: web
                  data: {train: %s, test: %s, image_size: 16}
                  correct:
                    dimension: 8
                    queue: 16
                    vanilla: {steps: 2}
                    training: {duration: {steps: 6}, batch_size: 8, precision: float32, optimizer: {kind: sgd, learning_rate: 0.05}}
                  classify:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    training: {duration: {steps: 2}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.05}}
                """.formatted(folder.resolve("train"), folder.resolve("test"));
        Web web = (Web) Experiment.parse("test", recipe, List.of("name=test", "recipe.correct=" + options))
                .recipe();
        Steps steps = new Steps(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Engine.getInstance().setRandomSeed(1);
        try (TaskData data = web.data().open(TestData.catalog(folder), Fixed.NOTHING, Optional.empty());
                NDManager manager = NDManager.newBaseManager();
                WebObjective objective = new WebObjective(
                        web.correct(),
                        web.classify().encoder(),
                        data,
                        GivenClasses.of(data).classes(),
                        anchors,
                        Map.of(),
                        manager);
                ExampleLoader loader = data.trainLoader(8);
                Feed<ExampleBatch> feed = Feed.shuffled(loader, 8, "images", Optional.<EpochOrder>empty());
                BatchSource.Batches<ExampleBatch> batches = feed.batches().from(1, 0)) {
            NDManager own = objective.parameters().values().getManager();
            for (int step = 0; step < count; step++) {
                try (ExampleBatch batch = batches.next();
                        NDManager scope = own.newSubManager();
                        Autograd.Recording recording = Autograd.record()) {
                    BatchLoss<WebObjective.Kept> loss = objective.loss(batch, step, progress, scope);
                    Autograd.backward(loss.mean());
                    steps.losses().add((double) loss.mean().getFloat());
                    steps.members().add(loss.kept().members().toFloatArray());
                    objective.moved(List.of(loss.kept()), 1);
                }
                steps.live().add(own.getManagedArrays().size());
                steps.prototypes().add(objective.state().get("prototypes").toFloatArray());
            }
        }
        return steps;
    }

    /** With weight 0, collective bootstrapping changes nothing; with another weight, it changes the loss. */
    @Test
    void bootstrappingIsWeighted() throws IOException {
        List<Double> without = steps("{}", Optional.of(NOBODY), 0, 3).losses();
        assertThat(steps("{bootstrap: {weight: 0}}", Optional.of(NOBODY), 0, 3).losses())
                .isEqualTo(without);
        assertThat(steps("{bootstrap: {weight: 0.5, weights: clipped}}", Optional.of(NOBODY), 0, 3)
                        .losses()
                        .get(0))
                .isNotEqualTo(without.get(0));
    }

    /** Without prototypes, as in the first training, there are no scores to bootstrap with. */
    @Test
    void withoutPrototypesThereIsNoBootstrapping() throws IOException {
        assertThat(steps("{bootstrap: {weight: 0.5}}", Optional.empty(), LATE, 3)
                        .losses())
                .isEqualTo(steps("{}", Optional.empty(), LATE, 3).losses());
    }

    /**
     * If no example of a batch is learned from, the contrast of views is left, which is a number. Here, a single example is trusted, so that only
     * its class has a prototype, and all others score 0.
     */
    @Test
    void batchesOfWhichNothingIsKeptAreContrasted() throws IOException {
        Trusted one = new Trusted(new int[] {0}, new int[] {0});
        Steps late = steps("{threshold: 1.1, classifier_share: 0}", Optional.of(one), LATE, 12);
        assertThat(late.members().stream().mapToDouble(WebObjectiveTest::sum)).contains(0.0);
        assertThat(late.losses()).allMatch(Double::isFinite).allMatch(loss -> loss > 0);
    }

    /** Before the correction begins, every example counts with its label; then none does whose label scores below a guess. */
    @Test
    void labelsAreCorrectedFromACertainTimeOn() throws IOException {
        String never = "{threshold: 1.1, clean_from: 0.5}";
        for (float[] members : steps(never, Optional.of(NOBODY), 0.4, 2).members()) {
            assertThat(sum(members)).isEqualTo(8);
        }
        double kept = steps(never, Optional.of(NOBODY), LATE, 4).members().stream()
                .mapToDouble(WebObjectiveTest::sum)
                .sum();
        assertThat(kept).isBetween(1.0, 31.0);
        // Each best score is above a threshold that is this low, so that every example is kept or corrected.
        for (float[] members :
                steps("{threshold: 0.01}", Optional.of(NOBODY), LATE, 2).members()) {
            assertThat(sum(members)).isEqualTo(8);
        }
    }

    /** If all examples are trusted, nothing is corrected or left out, whatever the scores are. */
    @Test
    void trustedLabelsStay() throws IOException {
        int[] classes;
        try (TaskData data = TestData.open(((Web) Experiment.parse(
                                "test",
                                """
                        recipe:
                          kind: web
                          data: {train: %s, test: %s, image_size: 16}
                          correct: {queue: 16, vanilla: {steps: 2}, training: {duration: {steps: 6}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.05}}}
                          classify: {encoder: {kind: resnet, depth: 8}, training: {duration: {steps: 2}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.05}}}
                        """.formatted(folder.resolve("train"), folder.resolve("test")),
                                List.of("name=test"))
                        .recipe())
                .data())) {
            classes = GivenClasses.of(data).classes();
        }
        Trusted all = new Trusted(IntStream.range(0, classes.length).toArray(), classes);
        List<float[]> late =
                steps("{threshold: 0.01}", Optional.of(all), LATE, 3).members();
        List<float[]> early = steps("{threshold: 0.01}", Optional.of(all), 0, 3).members();
        for (int i = 0; i < 3; i++) {
            assertThat(late.get(i)).containsExactly(early.get(i));
        }
    }

    @Test
    void prototypesMoveAndKeepUnitLength() throws IOException {
        List<float[]> moved =
                steps("{prototype_momentum: 0.5}", Optional.of(NOBODY), 0, 3).prototypes();
        List<float[]> fixed =
                steps("{prototype_momentum: 1}", Optional.of(NOBODY), 0, 3).prototypes();
        assertThat(fixed.get(2)).containsExactly(fixed.get(0), within(1e-6f));
        assertThat(moved.get(2)).isNotEqualTo(moved.get(0));
        for (int k = 0; k < moved.get(2).length / 8; k++) {
            double squares = 0;
            for (int d = 0; d < 8; d++) {
                squares += moved.get(2)[k * 8 + d] * moved.get(2)[k * 8 + d];
            }
            assertThat(squares).isCloseTo(1, within(1e-5));
        }
        assertThat(steps("{}", Optional.empty(), 0, 1).prototypes().get(0)).containsOnly(0);
    }

    /** The number of live arrays does not grow from step to step. */
    @Test
    void noArraysAreLeftBehind() throws IOException {
        Steps steps = steps("{bootstrap: {}}", Optional.of(NOBODY), LATE, 6);
        assertThat(steps.live().get(5)).isEqualTo(steps.live().get(1));
        assertThat(steps.losses()).allMatch(Double::isFinite);
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float each : values) {
            sum += each;
        }
        return sum;
    }
}
