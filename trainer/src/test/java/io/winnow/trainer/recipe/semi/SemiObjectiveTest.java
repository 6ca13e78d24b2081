package io.winnow.trainer.recipe.semi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.BatchSource;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SemiObjectiveTest {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        TestData.write(folder);
    }

    /** What a few batches gave. */
    private record Steps(List<Double> losses, List<Double> labelled, List<Double> unlabelled, List<Integer> live) {}

    private Steps steps(String options, int count) throws IOException {
        String recipe = """
                recipe:
                  kind: semi
                  data: {train: %s, test: %s, image_size: 16, labels: {few_shot: {per_class: 3, rest: unlabelled}}}
                  learn:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    unlabelled_ratio: 2
                    training: {duration: {steps: 6}, batch_size: 6, optimizer: {kind: sgd, learning_rate: 0.05}}
                """.formatted(folder.resolve("train"), folder.resolve("test"));
        Semi semi = (Semi) Experiment.parse("test", recipe, List.of("name=test", "recipe.learn=" + options))
                .recipe();
        Steps steps = new Steps(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (TaskData data = semi.data().open(TestData.catalog(folder), Fixed.NOTHING, Optional.empty());
                NDManager manager = NDManager.newBaseManager()) {
            TaskData without = data.unlabelled(true).orElseThrow();
            try (SemiObjective objective = new SemiObjective(semi.learn(), data, without, Map.of(), manager);
                    ExampleLoader labelled = data.trainLoader(6);
                    ExampleLoader unlabelled = without.trainLoader(12);
                    BatchSource.Batches<SemiBatch> batches =
                            new SemiSource(labelled, unlabelled, semi.learn(), "images").from(1, 0)) {
                NDManager own = objective.parameters().values().getManager();
                for (int step = 0; step < count; step++) {
                    try (SemiBatch batch = batches.next();
                            NDManager scope = own.newSubManager();
                            Autograd.Recording recording = Autograd.record()) {
                        BatchLoss<SemiObjective.Kept> loss = objective.loss(batch, step, 0, scope);
                        Autograd.backward(loss.mean());
                        steps.losses().add((double) loss.mean().getFloat());
                        steps.labelled().add((double) loss.kept().labelledLoss().getFloat());
                        steps.unlabelled()
                                .add((double) loss.kept().unlabelledLoss().getFloat());
                        objective.moved(List.of(loss.kept()), 1);
                    }
                    objective.validate(objective.parameters());
                    steps.live().add(own.getManagedArrays().size());
                }
            }
        }
        return steps;
    }

    /** If no pseudo-label passes, the loss is that of the labels, to the digit. */
    @Test
    void withoutPseudoLabelsTheLossIsThatOfTheLabels() throws IOException {
        Steps steps = steps("{threshold: {kind: fixed, value: 1}}", 3);
        assertThat(steps.losses()).isEqualTo(steps.labelled());
        assertThat(steps.unlabelled()).containsOnly(0.0);
        Steps all = steps("{threshold: {kind: none}, weight: 0.5}", 3);
        for (int i = 0; i < 3; i++) {
            assertThat(all.unlabelled().get(i)).isPositive();
            assertThat(all.losses().get(i))
                    .isCloseTo(all.labelled().get(i) + 0.5 * all.unlabelled().get(i), within(1e-6));
        }
    }

    /** The number of live arrays does not grow from step to step. */
    @Test
    void noArraysAreLeftBehind() throws IOException {
        Steps steps = steps(
                "{threshold: {kind: freematch}, alignment: {}, entropy: 0.1, annealing: linear, strong: {kind: fixmatch}}",
                6);
        assertThat(steps.live().get(5)).isEqualTo(steps.live().get(1));
        assertThat(steps.losses()).allMatch(Double::isFinite);
    }
}
