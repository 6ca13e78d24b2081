package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.NoLabels;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evaluates an encoder's frozen representation with {@link Probes} and compares it with raw examples and earlier representations. Without
 * labels, the stage does nothing.
 */
public final class ProbeStage implements EncoderEvaluation {
    private final ProbeOptions options;
    private final EncoderRecipe.TrainedEncoder encoder;
    private final List<Baseline> baselines;

    /** Representations that another stage left in {@code train.npy} and {@code test.npy} of its folder. */
    public record Baseline(String name, String stage) {}

    public ProbeStage(ProbeOptions options, EncoderRecipe.TrainedEncoder encoder, List<Baseline> baselines) {
        this.options = options;
        this.encoder = encoder;
        this.baselines = baselines;
    }

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public StageResult run(StageContext context) throws IOException {
        try (TaskData data = context.open(encoder.data())) {
            if (data.trainLabels() instanceof NoLabels || data.test().labels() instanceof NoLabels) {
                context.progress()
                        .say("The representation is not evaluated, because the training or test " + data.unit()
                                + " have no labels.");
                return StageResult.of(Map.of());
            }
            Map<String, Map<String, Double>> beside = new LinkedHashMap<>();
            Optional<Preprocessing.Raw> raw = data.inputs().preprocessing().raw();
            if (options.raw() && raw.isPresent()) {
                try (NDManager scope = context.manager().newSubManager()) {
                    beside.put(
                            raw.get().name(),
                            judge(
                                    raw.get().name().replace('_', ' '),
                                    data.raw(TaskData.Part.TRAIN, scope),
                                    data.raw(TaskData.Part.TEST, scope),
                                    data,
                                    context));
                }
            }
            for (Baseline baseline : baselines) {
                Path folder = context.folderOf(baseline.stage());
                try (NDManager scope = context.manager().newSubManager()) {
                    beside.put(
                            baseline.name(),
                            judge(
                                    baseline.name(),
                                    Representations.train(folder, scope),
                                    Representations.test(folder, scope),
                                    data,
                                    context));
                }
            }
            Path weights = context.folderOf(encoder.stage()).resolve(Representations.ENCODER);
            return new StageResult(judge(weights, data, context), beside);
        }
    }

    @Override
    public String weights() {
        return Representations.ENCODER;
    }

    @Override
    public Map<String, Double> judge(Path weights, TaskData data, StageContext context) throws IOException {
        try (NDManager scope = context.manager().newSubManager();
                Embedder trained =
                        Embedder.load(encoder.network(), data.inputs().preprocessing(), weights, scope)) {
            return judge(
                    "the encoder",
                    trained.embed(data, TaskData.Part.TRAIN, scope),
                    trained.embed(data, TaskData.Part.TEST, scope),
                    data,
                    context);
        }
    }

    private Map<String, Double> judge(String what, NDArray train, NDArray test, TaskData data, StageContext context) {
        context.stop().check();
        context.progress()
                .say("Evaluating " + what + " (dimension " + train.getShape().get(1) + ").");
        return new Probes(options, context.experiment().seed())
                .figures(train, data.trainLabels(), test, data.test().labels());
    }
}
