package io.winnow.trainer.recipe.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.config.Span;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.BatchSource;
import io.winnow.trainer.engine.CheckpointOptions;
import io.winnow.trainer.engine.Checkpoints;
import io.winnow.trainer.engine.EngineOptions;
import io.winnow.trainer.engine.LiveArrays;
import io.winnow.trainer.engine.LoggingOptions;
import io.winnow.trainer.engine.OptimizerOptions;
import io.winnow.trainer.engine.StoppingSource;
import io.winnow.trainer.engine.Training;
import io.winnow.trainer.engine.TrainingContext;
import io.winnow.trainer.evaluate.FittedProbe;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.recipe.TrainingSteps;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trainings in which a part of the encoder is frozen, for some or all of the time. */
class FineTuningTest {
    private static final String RESNET = "{kind: resnet, depth: 14, width: 4}";
    private static final String VIT = "{kind: vit, patch_size: 4, width: 12, depth: 3, heads: 3}";

    @TempDir
    Path folder;

    private static ClassifierOptions options(String encoder, String optimizer, String... more) {
        return Recipes.reader()
                .parse(ClassifierOptions.class, "test", """
                encoder: %s
                training:
                  duration: {steps: 10}
                  batch_size: 16
                  optimizer: %s
                  schedule: {kind: constant}
                """.formatted(encoder, optimizer), List.of(more));
    }

    private static ClassifierOptions sgd(String encoder, String... more) {
        return options(encoder, "{kind: sgd, learning_rate: 0.05, weight_decay: 0.01}", more);
    }

    /** The loss, gradients and statistics of one step, by the names of the parameters; frozen parameters have no gradient. */
    private record Step(
            float loss, Map<String, float[]> gradients, Map<String, float[]> after, ParameterLayout layout) {}

    private Step step(ClassifierOptions options, Compilation compilation) throws IOException {
        Engine.getInstance().setRandomSeed(3);
        try (ImageData data = TestData.open(TestData.write(folder));
                NDManager manager = NDManager.newBaseManager();
                ClassifierObjective objective = new ClassifierObjective(options, data, Map.of(), manager);
                ExampleLoader loader = data.trainLoader(16);
                ExampleLoader.Batches batches = loader.shuffled(1, 0);
                ExampleBatch batch = batches.next()) {
            objective.passes().forEach(pass -> pass.compile(compilation, false, line -> {}));
            objective.begin(0);
            Engine.getInstance().setRandomSeed(5);
            float loss;
            try (Autograd.Recording recording = Autograd.record()) {
                BatchLoss<ClassifierObjective.Kept> own = objective.loss(batch, 1, 0, manager);
                Autograd.backward(own.mean());
                loss = own.mean().getFloat();
            }
            Map<String, float[]> gradients = new LinkedHashMap<>();
            float[] flat = objective.parameters().gradient().toFloatArray();
            for (ParameterLayout.Entry entry : objective.parameters().layout().trainable()) {
                float[] own = new float[(int) entry.size()];
                System.arraycopy(flat, (int) entry.offset(), own, 0, own.length);
                gradients.put(entry.name(), own);
            }
            return new Step(
                    loss,
                    gradients,
                    named(objective, manager),
                    objective.parameters().layout());
        }
    }

    private static Map<String, float[]> named(ClassifierObjective objective, NDManager manager) {
        Map<String, float[]> named = new TreeMap<>();
        objective.parameters().named(manager).forEach((name, array) -> named.put(name, array.toFloatArray()));
        return named;
    }

    /** Without the freezing of norms, the gradients of the other layers are those of a training of all layers. */
    @ParameterizedTest
    @EnumSource(names = {"OFF", "ON"})
    void frozenLayersHaveNoGradientAndTheOthersTheirOwn(Compilation compilation) throws IOException {
        for (String encoder : List.of(RESNET, VIT)) {
            Step all = step(sgd(encoder), Compilation.OFF);
            Step some = step(sgd(encoder, "fine_tune={freeze: 3, freeze_norms: none}"), compilation);
            Step none = step(sgd(encoder, "fine_tune={freeze: all, freeze_norms: none}"), compilation);
            assertThat(some.loss).isCloseTo(all.loss, within(1e-6f * all.loss));
            assertThat(none.loss).isCloseTo(all.loss, within(1e-6f * all.loss));
            assertThat(none.gradients.keySet()).allMatch(name -> name.startsWith("head."));
            assertThat(some.gradients.keySet()).anyMatch(name -> name.startsWith("encoder."));
            assertThat(some.layout.frozenSize() + some.layout.trainableSize()).isEqualTo(all.layout.trainableSize());
            for (Step other : List.of(some, none)) {
                other.gradients.forEach((name, own) -> close(own, all.gradients.get(name)));
            }
        }
    }

    private static void close(float[] own, float[] expected) {
        float largest = 1e-6f;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < own.length; i++) {
            assertThat(own[i]).isCloseTo(expected[i], within(2e-5f * largest));
        }
    }

    /** The result of an operation whose first operand is a frozen parameter lives no longer than the step. */
    @Test
    void nothingLeaks() throws IOException {
        for (String encoder : List.of(RESNET, VIT)) {
            List<Integer> alive = new ArrayList<>();
            try (ImageData data = TestData.open(TestData.write(folder));
                    NDManager manager = NDManager.newBaseManager();
                    ClassifierObjective objective =
                            new ClassifierObjective(sgd(encoder, "fine_tune={freeze: 2}"), data, Map.of(), manager)) {
                TrainingSteps.run(
                        objective,
                        new OptimizerOptions.Sgd(0.05, 0, false, 0),
                        data,
                        16,
                        4,
                        manager,
                        (step, loss) -> alive.add(LiveArrays.below(manager)));
            }
            assertThat(alive.get(3)).as(encoder).isEqualTo(alive.get(1));
        }
    }

    /** Of the encoder, only biases and the shifts of norms are trained, with the gradients that they have in a training of all values. */
    @Test
    void biasesCanBeTrainedAlone() throws IOException {
        for (String encoder : List.of(RESNET, VIT)) {
            Step all = step(sgd(encoder), Compilation.OFF);
            Step biases = step(sgd(encoder, "fine_tune={values: biases}"), Compilation.ON);
            assertThat(biases.gradients.keySet())
                    .anyMatch(name -> name.startsWith("encoder.") && name.contains("norm") == encoder.equals(VIT))
                    .allMatch(name -> name.startsWith("head.") || name.endsWith("bias"));
            assertThat(biases.layout.frozenSize() + biases.layout.trainableSize())
                    .isEqualTo(all.layout.trainableSize());
            biases.gradients.forEach((name, own) -> close(own, all.gradients.get(name)));
        }
    }

    /** The head has, before the first step, the weights of logistic regression on the vectors of the encoder as it starts. */
    @Test
    void theHeadStartsFromLogisticRegression() throws IOException {
        ClassifierOptions options = sgd(VIT, "linear_start={lambdas: [0.01]}");
        Engine.getInstance().setRandomSeed(3);
        try (ImageData data = TestData.open(TestData.write(folder));
                NDManager manager = NDManager.newBaseManager();
                ClassifierObjective objective = new ClassifierObjective(options, data, Map.of(), manager)) {
            Map<String, NDArray> start = objective.parameters().named(manager);
            Embedder encoder = Embedder.of(options.encoder(), data.inputs().preprocessing(), start, manager);
            NDArray vectors = encoder.embed(data, TaskData.Part.TRAIN, manager);
            int[] classes = ((ClassLabels) data.trainLabels()).classes();
            FittedProbe fitted = LinearProbe.fit(
                    vectors,
                    classes,
                    data.trainLabels().classNames().size(),
                    options.linearStart().orElseThrow(),
                    0,
                    false);
            float[] found = vectors.matMul(start.get("head.weight").transpose())
                    .add(start.get("head.bias"))
                    .toFloatArray();
            assertThat(found).containsExactly(fitted.logits(vectors).toFloatArray(), within(1e-3f));
        }
    }

    /** Frozen layers, or all norms, keep their statistics; all other layers move theirs. */
    @Test
    void normsKeepTheirStatistics() throws IOException {
        Map<String, float[]> frozen = step(sgd(RESNET, "fine_tune={freeze: 3}"), Compilation.ON).after;
        Map<String, float[]> norms =
                step(sgd(RESNET, "fine_tune={freeze: 1, freeze_norms: all_norms}"), Compilation.ON).after;
        assertThat(frozen.get("encoder.layer1.1.bn1.running_mean")).containsOnly(0);
        assertThat(frozen.get("encoder.layer2.0.bn1.running_mean")).doesNotContain(0);
        assertThat(norms.get("encoder.layer2.0.bn1.running_mean")).containsOnly(0);
        assertThat(norms.get("encoder.layer3.1.bn2.running_var")).containsOnly(1);
    }

    /** Layer l of L has the rate d^(L - l) of the head, counted from 0. */
    @Test
    void theLearningRateDecaysFromTheHeadToTheStem() throws IOException {
        Step decayed = step(sgd(VIT, "fine_tune={layer_decay: 0.5}", "head_rate=3"), Compilation.OFF);
        Map<String, Double> expected = Map.of(
                "head.", 3.0,
                "encoder.norm.", 0.5,
                "encoder.blocks.2.", 0.25,
                "encoder.blocks.1.", 0.125,
                "encoder.blocks.0.", 0.0625,
                "encoder.patch_embed.", 0.03125,
                "encoder.pos_embed", 0.03125);
        for (ParameterLayout.Entry entry : decayed.layout.trainable()) {
            double factor = decayed.layout.segments().stream()
                    .filter(segment -> segment.begin() <= entry.offset() && entry.offset() < segment.end())
                    .findFirst()
                    .orElseThrow()
                    .learningRateFactor();
            assertThat(expected.entrySet().stream()
                            .filter(each -> entry.name().startsWith(each.getKey()))
                            .map(Map.Entry::getValue))
                    .as(entry.name())
                    .containsExactly(factor);
        }
    }

    /** Trains to the end, or stops after reading some batches. Returns all parameters by name. */
    private Map<String, float[]> train(String name, ClassifierOptions options, int stopAt) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        StopSignal stop = new StopSignal();
        Engine.getInstance().setRandomSeed(9);
        try (ImageData data = TestData.open(TestData.write(folder.resolve("data-" + name)));
                NDManager manager = NDManager.newBaseManager();
                ClassifierObjective objective = new ClassifierObjective(options, data, Map.of(), manager);
                ExampleLoader loader = data.trainLoader(16);
                Metrics metrics = new Metrics(new MetricsFile(run.resolve("metrics.jsonl")), List.of());
                Training<ExampleBatch, ClassifierObjective.Kept> training = new Training<>(
                        options.training(),
                        context(run, metrics, stop),
                        objective,
                        new StoppingSource<>(
                                BatchSource.shuffled(loader, 16, "images", Optional.empty()), stop, stopAt))) {
            training.run();
            return named(objective, manager);
        }
    }

    private static TrainingContext context(Path run, Metrics metrics, StopSignal stop) {
        return new TrainingContext(
                "1-classify",
                5,
                run.resolve("checkpoints"),
                new CheckpointOptions(Span.ofSteps(100), 2),
                new LoggingOptions(4, false),
                metrics,
                Progress.silent(),
                stop,
                new EngineOptions(Compilation.AUTO, false),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false);
    }

    /**
     * For four steps the head alone is trained, so that the weights are those of a training with a frozen encoder of four steps. Then all
     * layers are trained, and the first step of Adam moves each weight of the encoder by the learning rate, as that of a new training does.
     */
    @Test
    void theHeadIsTrainedFirst() throws IOException {
        String adam = "{kind: adamw, learning_rate: 0.01, weight_decay: 0}";
        String[] first = {"fine_tune={head_first: {steps: 4}}", "training.duration={steps: 5}"};
        Map<String, float[]> frozen = train(
                "frozen",
                options(RESNET, adam, "fine_tune={freeze: all}", "training.duration={steps: 4}"),
                Integer.MAX_VALUE);
        Map<String, float[]> five = train("five", options(RESNET, adam, first), Integer.MAX_VALUE);
        Path four = folder.resolve("stopped");
        assertThatThrownBy(() -> train("stopped", options(RESNET, adam, first), 4))
                .isInstanceOf(StoppedException.class);
        Map<String, float[]> stopped = checkpoint(four);
        assertThat(stopped.keySet()).isEqualTo(frozen.keySet());
        stopped.forEach((name, values) -> assertThat(values).as(name).containsExactly(frozen.get(name)));

        List<Float> moves = new ArrayList<>();
        float[] before = stopped.get("encoder.layer2.0.conv1.weight");
        float[] after = five.get("encoder.layer2.0.conv1.weight");
        for (int i = 0; i < before.length; i++) {
            moves.add(Math.abs(after[i] - before[i]));
        }
        assertThat(moves).allMatch(move -> move < 0.01f * 1.001f);
        assertThat(moves.stream().filter(move -> move > 0.01f * 0.99f).count()).isGreaterThan(before.length * 9L / 10);
    }

    private static Map<String, float[]> checkpoint(Path run) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, float[]> named = new TreeMap<>();
            Map<String, NDArray> weights = new Checkpoints(run.resolve("checkpoints"))
                    .newest(line -> {})
                    .orElseThrow()
                    .weights(manager);
            weights.forEach((name, array) -> named.put(name, array.toFloatArray()));
            return named;
        }
    }

    /** A training is stopped while only the head is trained, and once more when all is trained. */
    @Test
    void resumedEqualsUninterrupted() throws IOException {
        ClassifierOptions options = options(
                RESNET,
                "{kind: adamw, learning_rate: 0.01}",
                "fine_tune={head_first: {steps: 4}, freeze: 1, layer_decay: 0.7}",
                "sampling={kind: balanced}");
        Map<String, float[]> whole = train("whole", options, Integer.MAX_VALUE);
        for (int stopAt : new int[] {2, 5}) {
            assertThatThrownBy(() -> train("parts", options, stopAt)).isInstanceOf(StoppedException.class);
        }
        Map<String, float[]> parts = train("parts", options, Integer.MAX_VALUE);
        whole.forEach((name, values) -> assertThat(parts.get(name)).as(name).containsExactly(values));
    }

    /** Only adapters and the head are trained, and the network starts as without them. */
    @Test
    void adaptersAreTrainedInsteadOfTheWeights() throws IOException {
        Step plain = step(sgd(VIT), Compilation.OFF);
        Step adapted = step(sgd(VIT, "fine_tune={lora: {rank: 2}}"), Compilation.ON);
        assertThat(adapted.gradients.keySet())
                .allMatch(name ->
                        name.startsWith("head.") || name.matches("encoder\\.blocks\\..*\\.lora_(query|value)\\.[ab]"))
                .hasSize(2 + 3 * 2 * 2);
        assertThat(adapted.layout.frozenSize()).isEqualTo(plain.layout.trainableSize() - headSize(plain));
        assertThatThrownBy(() -> sgd(VIT, "fine_tune={lora: {}, freeze: 1}")).hasMessageContaining("lora");
    }

    private static long headSize(Step step) {
        return step.layout.trainable().stream()
                .filter(entry -> entry.name().startsWith("head."))
                .mapToLong(ParameterLayout.Entry::size)
                .sum();
    }

    @Test
    void optionsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> sgd(VIT, "fine_tune={freeze: some}")).hasMessageContaining("none, all or a number");
        assertThatThrownBy(() -> sgd(VIT, "fine_tune={freeze: all, layer_decay: 0.5}"))
                .hasMessageContaining("layer_decay");
        assertThatThrownBy(() -> sgd(VIT, "fine_tune={freeze: all, head_first: {steps: 1}}"))
                .hasMessageContaining("head_first");
    }
}
