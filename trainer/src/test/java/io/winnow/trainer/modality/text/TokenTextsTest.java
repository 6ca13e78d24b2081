package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.layer.Layer;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.config.Span;
import io.winnow.trainer.engine.BatchSource;
import io.winnow.trainer.engine.CheckpointOptions;
import io.winnow.trainer.engine.EngineOptions;
import io.winnow.trainer.engine.LoggingOptions;
import io.winnow.trainer.engine.StoppingSource;
import io.winnow.trainer.engine.Training;
import io.winnow.trainer.engine.TrainingContext;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.supervised.ClassifierObjective;
import io.winnow.trainer.recipe.supervised.Supervised;
import io.winnow.trainer.recipe.tabsim.SmallBert;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts as tokens, with a small random BERT. */
class TokenTextsTest {
    private static final String CONFIG = """
            recipe:
              kind: supervised
              data: {kind: texts, train: %s, labels: {label: {kind: class}}, representation: tokens, pretrained: {directory: %s}}
              classify:
                encoder: {kind: fine_tuned}
                training: {duration: {steps: 12}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.01}}
            """;
    private static final int TEXTS = 1200;

    @TempDir
    static Path folder;

    private static Path bert;

    @BeforeAll
    static void write() throws IOException {
        bert = SmallBert.write(folder.resolve("bert"));
        StringBuilder texts = new StringBuilder("text,label\n");
        for (int i = 0; i < TEXTS; i++) {
            texts.append("my card %d is lost".formatted(i))
                    .append(" and I want a refund of the unauthorised payment".repeat(i * 7 % 5))
                    .append(i % 2 == 0 ? ",card\n" : ",money\n");
        }
        Files.writeString(folder.resolve("texts.csv"), texts);
    }

    private static Supervised recipe(String from, String to) throws IOException {
        Path config = folder.resolve("tokens.yaml");
        Files.writeString(
                config, CONFIG.formatted(folder.resolve("texts.csv"), bert).replace(from, to));
        return (Supervised) Experiment.read(config, List.of()).recipe();
    }

    private static TaskData open(Supervised recipe) throws IOException {
        return recipe.data().open(new Catalog(new DataRoot(List.of(folder))), Fixed.NOTHING, Optional.empty());
    }

    private static TaskData open() throws IOException {
        return open(recipe("", ""));
    }

    @Test
    void trainingStartsWithTheVectorsOfTheFrozenEncoder() throws IOException {
        Supervised recipe = recipe("", "");
        try (TaskData data = open(recipe);
                NDManager manager = NDManager.newBaseManager()) {
            TextTokens input = (TextTokens) data.inputs().preprocessing();
            Layer network = recipe.classify().encoder().build(input);
            network.initialize(manager);
            recipe.classify().encoder().pretrain(network, new Inputs(input, null), manager);
            ParameterStore store = new ParameterStore(manager, false);
            float[] found = data.map(
                            TaskData.Part.TEST,
                            16,
                            manager,
                            batch -> network.forward(store, new NDList(batch), false)
                                    .singletonOrThrow())
                    .toFloatArray();
            float[] frozen = data.raw(TaskData.Part.TEST, manager).toFloatArray();
            assertThat(found).hasSize(data.test().size() * input.dimension());
            assertThat(found).containsExactly(frozen, within(1e-5f));
            // A text alone, without the padding that it has in a batch.
            int[] one = {3};
            NDArray alone = input.map(
                    data.test(),
                    one,
                    1,
                    0,
                    manager,
                    batch -> network.forward(store, new NDList(batch), false).singletonOrThrow());
            assertThat(alone.toFloatArray()).containsExactly(Arrays.copyOfRange(found, 3 * 16, 4 * 16), within(1e-5f));
        }
    }

    @Test
    void aBatchHasTextsOfSimilarLengthAndAnEpochHasEachTextOnce() throws IOException {
        try (TaskData data = open();
                NDManager manager = NDManager.newBaseManager();
                ExampleLoader loader = data.trainLoader(8)) {
            List<Integer> seen = new ArrayList<>();
            long padding = 0;
            long all = 0;
            try (ExampleLoader.Batches batches = loader.shuffled(3, 0)) {
                for (int step = 0; step < loader.batchesPerEpoch(); step++) {
                    ExampleBatch batch = batches.next();
                    Arrays.stream(batch.indices()).forEach(seen::add);
                    NDArray whole = batch.examples(manager);
                    long[] ids = whole.get(":, 0").toLongArray();
                    padding += Arrays.stream(ids).filter(id -> id == 0).count();
                    all += ids.length;
                    NDArray part = batch.part(1, 3).examples(manager);
                    assertThat(part.toLongArray()).isEqualTo(whole.get("1:3").toLongArray());
                    assertThat(batch.part(1, 3).first()).isEqualTo(1);
                }
            }
            assertThat(loader.batchesPerEpoch()).isEqualTo(data.trainExamples().length / 8);
            assertThat(seen).doesNotHaveDuplicates().hasSize(8 * loader.batchesPerEpoch());
            assertThat((double) padding / all).as("share of padding").isLessThan(0.02);
            assertThat((double) padding(data, seen, manager) / all)
                    .as("share without buckets")
                    .isGreaterThan(0.3);
            // Resumed at any step, in this or a later epoch.
            int later = loader.batchesPerEpoch() + 5;
            try (ExampleLoader.Batches resumed = loader.shuffled(3, 2);
                    ExampleLoader.Batches next = loader.shuffled(3, later);
                    ExampleLoader.Batches from = loader.shuffled(3, 0)) {
                assertThat(resumed.next().indices())
                        .isEqualTo(
                                seen.subList(16, 24).stream().mapToInt(i -> i).toArray());
                for (int step = 0; step < later; step++) {
                    from.next();
                }
                assertThat(next.next().indices()).isEqualTo(from.next().indices());
            }
        }
    }

    /** Padding of batches in the order of the records. */
    private static long padding(TaskData data, List<Integer> seen, NDManager manager) {
        long padding = 0;
        try (ExampleLoader loader = data.trainLoader(8);
                ExampleLoader.Batches batches = loader.inOrder()) {
            for (int i = 0; i < seen.size() / 8; i++) {
                long[] ids = batches.next().examples(manager).get(":, 0").toLongArray();
                padding += Arrays.stream(ids).filter(id -> id == 0).count();
            }
        }
        return padding;
    }

    /**
     * Trains, and returns the weights at the end.
     *
     * @param stopAt number of the batch at which the training is asked to stop; 0 for none
     */
    private static float[] train(String name, StopSignal stop, int stopAt) throws IOException {
        Supervised recipe = recipe("", "");
        Path run = Files.createDirectories(folder.resolve(name));
        Engine.getInstance().setRandomSeed(4);
        try (TaskData data = open(recipe);
                NDManager manager = NDManager.newBaseManager();
                ConsoleProgress progress = new ConsoleProgress(
                        new PrintStream(OutputStream.nullOutputStream()), false, run.resolve("log.txt"));
                Metrics metrics = new Metrics(new MetricsFile(run.resolve("metrics.jsonl")), List.of());
                ClassifierObjective objective = new ClassifierObjective(recipe.classify(), data, Map.of(), manager);
                ExampleLoader loader = data.trainLoader(4);
                Training<ExampleBatch, ?> training = new Training<>(
                        recipe.classify().training(),
                        new TrainingContext(
                                "1-classify",
                                5,
                                run.resolve("checkpoints"),
                                new CheckpointOptions(Span.ofSteps(100), 2),
                                new LoggingOptions(4, false),
                                metrics,
                                progress,
                                stop,
                                new EngineOptions(Compilation.ON, false),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                false),
                        objective,
                        new StoppingSource<>(
                                BatchSource.shuffled(loader, 4, "texts", Optional.empty()), stop, stopAt))) {
            training.run();
            return training.result().values().toFloatArray();
        }
    }

    @Test
    void resumedEqualsUninterrupted() throws IOException {
        float[] whole = train("whole", new StopSignal(), 0);
        assertThatThrownBy(() -> train("parts", new StopSignal(), 5)).isInstanceOf(StoppedException.class);
        assertThat(train("parts", new StopSignal(), 0)).isEqualTo(whole);
    }

    @Test
    void viewsOfAPartAreThoseOfTheWholeBatch() throws IOException {
        try (TaskData data = open();
                NDManager manager = NDManager.newBaseManager();
                ExampleLoader loader = data.trainLoader(8);
                ExampleLoader.Batches batches = loader.shuffled(1, 0)) {
            Views views = data.views(Optional.empty(), Views.Strength.STRONG);
            ExampleBatch batch = batches.next();
            NDArray texts = batch.examples(manager);
            NDArray whole = views.of(texts, 0, 9, 1);
            assertThat(whole.getShape()).isEqualTo(texts.getShape());
            assertThat(whole.toLongArray()).isNotEqualTo(texts.toLongArray());
            ExampleBatch part = batch.part(3, 6);
            assertThat(views.of(part.examples(manager), part.first(), 9, 1).toLongArray())
                    .isEqualTo(whole.get("3:6").toLongArray());
            assertThat(views.of(texts, 0, 9, 1).toLongArray()).isEqualTo(whole.toLongArray());
            assertThat(views.of(texts, 0, 9, 2).toLongArray()).isNotEqualTo(whole.toLongArray());
            assertThat(views.of(texts, 0, 8, 1).toLongArray()).isNotEqualTo(whole.toLongArray());
        }
    }

    @Test
    void viewsOfOtherDataAreRefused() throws IOException {
        Supervised images =
                recipe("encoder: {kind: fine_tuned}", "encoder: {kind: fine_tuned}\n    augmentation: {kind: image}");
        try (TaskData data = open(images)) {
            assertThatThrownBy(() -> data.views(images.classify().augmentation(), Views.Strength.WEAK))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("Set their kind to text");
        }
    }

    @Test
    void encoderAndRepresentationMustFit() {
        assertThatThrownBy(() -> recipe("representation: tokens", "representation: vectors"))
                .hasMessageContaining("found fine_tuned, which takes tokens. Set data.representation to tokens");
        assertThatThrownBy(() -> recipe("kind: fine_tuned", "kind: frozen"))
                .hasMessageContaining("found frozen, which takes vectors. Leave data.representation out");
    }

    @Test
    void whatATrainingFixesIsReadAgain() throws IOException {
        try (TaskData data = open();
                NDManager manager = NDManager.newBaseManager()) {
            String json = Json.page(data.inputs());
            assertThat(json).contains("\"kind\" : \"text_tokens\"");
            Inputs again = Json.parse(json, Inputs.class);
            assertThat(again).isEqualTo(data.inputs());
            assertThat(again.preprocessing().allowsMixtures()).isFalse();
            NDArray random = again.preprocessing().random(2, manager);
            assertThat(random.getShape().getShape()).containsExactly(2, 2, 64);
            assertThat(Embedder.random(recipe("", "").classify().encoder(), again.preprocessing(), manager)
                            .dimension())
                    .isEqualTo(16);
        }
    }
}
