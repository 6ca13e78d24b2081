package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.config.Span;
import io.winnow.trainer.engine.CheckpointOptions;
import io.winnow.trainer.engine.EngineOptions;
import io.winnow.trainer.engine.LoggingOptions;
import io.winnow.trainer.engine.OuterOptions;
import io.winnow.trainer.engine.RoundOptions;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunnerTest {
    @TempDir
    Path folder;

    /** A recipe of one stage, which does nothing. */
    @Kind("idle")
    private record Idle() implements Recipe {
        @Override
        public Method method() {
            return new Method(
                    Idle.class, List.of(), LabelNeed.evaluating(LabelKind.CLASS), List.of(), List.of(), Set.of());
        }

        @Override
        public List<Stage> stages() {
            return List.of(Stage.of("train", context -> StageResult.of(Map.of("loss", 0.5))));
        }

        @Override
        public Evaluation evaluation() {
            throw new UnsupportedOperationException();
        }
    }

    /** Returns the result of a run that was killed and resumed, whose stage had this {@code state.json} in its newest checkpoint. */
    private Result resumed(String state) throws IOException {
        Experiment experiment = new Experiment(
                "idle",
                1,
                "cpu",
                1,
                false,
                Optional.empty(),
                new RoundOptions(Optional.empty(), 10, new OuterOptions.Average()),
                EngineOptions.DEFAULT,
                new CheckpointOptions(Span.ofEpochs(1), 2),
                new LoggingOptions(50, false),
                new Idle());
        try (RunDirectory run = RunDirectory.create(folder.resolve("run"));
                Metrics metrics = new Metrics(new MetricsFile(run.metrics()), List.of())) {
            Path checkpoint = run.stage("1-train").resolve("checkpoints/step-00000005");
            Files.writeString(Files.createDirectories(checkpoint).resolve("state.json"), state);
            Progress silent = Progress.silent();
            RunData data = RunData.recording(
                    run.folder(), experiment.recipe(), new Catalog(DataRoot.ofEnvironment()), false, silent::say);
            StopSignal stop = new StopSignal();
            Runner runner = new Runner(
                    experiment, run, Device.cpu(), data, metrics, silent, stop, Optional.empty(), Optional.empty());
            return runner.run();
        }
    }

    @Test
    void secondsOfEarlierSessionsCount() throws IOException {
        Result result = resumed("{\"step\": 5, \"seconds\": 1000.0}");
        assertThat(result.stages().get(0).seconds()).isBetween(1000.0, 1100.0);
        assertThat(result.seconds()).isGreaterThanOrEqualTo(1000.0);
    }

    @Test
    void damagedCheckpointCountsNoSeconds() throws IOException {
        Result result = resumed("{\"step\": 5, \"sec");
        assertThat(result.stages().get(0).seconds()).isBetween(0.0, 100.0);
    }

    /** A row of a table has the seed of the stage that it is compared with; other stages have seeds of their own, which depend on their number. */
    @Test
    void rivalsDrawAsTheStageThatTheyAreComparedWith() {
        Stage.Body none = context -> StageResult.of(Map.of());
        Stage learn = Stage.of("learn", none);
        Stage rival = Stage.rival("learn", "rival", none);
        Stage evaluate = Stage.of("evaluate", none);
        List<Stage> stages = List.of(Stage.of("pretrain", none), learn, rival, evaluate);
        assertThat(Runner.seed(7, stages, learn)).isEqualTo(CounterRandom.key(7, 1) >>> 1);
        assertThat(Runner.seed(7, stages, rival)).isEqualTo(CounterRandom.key(7, 1) >>> 1);
        assertThat(Runner.seed(7, stages, evaluate)).isEqualTo(CounterRandom.key(7, 3) >>> 1);
        assertThatThrownBy(() -> Runner.seed(7, List.of(rival), rival))
                .hasMessage("rival draws as learn, which is none of [rival]");
    }

    /** The trainings of all recipes whose results have several rows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "federated/fashion-mnist | classify | fedavg alone pooled",
                "semi/banking77-8 | learn | labels_alone labels_alone_strong",
                "weak/spambase-bags | classify | baseline-mean_share baseline-easy_llp",
                "recommend/amazon-electronics | train | compare-1-bpr compare-2-bpo"
            })
    void rowsOfATableArePaired(String config, String main, String rivals) throws IOException {
        Path file = Path.of("../configs", config + ".yaml");
        Recipe recipe = Experiment.read(file, List.of()).recipe();
        assertThat(recipe.stages().stream()
                        .filter(stage -> !stage.drawsAs().equals(stage.name()))
                        .map(Stage::name))
                .containsExactly(rivals.split(" "));
        assertThat(recipe.stages().stream()
                        .filter(stage -> List.of(rivals.split(" ")).contains(stage.name()))
                        .map(Stage::drawsAs))
                .containsOnly(main);
    }
}
