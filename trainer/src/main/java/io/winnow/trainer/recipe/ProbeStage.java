package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates an encoder's frozen representation with {@link Probes} and compares it with raw pixels and earlier representations. Without
 * labels, the stage does nothing.
 */
public final class ProbeStage implements ImageEvaluation {
    private final ProbeOptions options;
    private final ImageRecipe.TrainedEncoder encoder;
    private final List<Baseline> baselines;

    /** Representations that another stage left in {@code train.npy} and {@code test.npy} of its folder. */
    public record Baseline(String name, String stage) {}

    public ProbeStage(ProbeOptions options, ImageRecipe.TrainedEncoder encoder, List<Baseline> baselines) {
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
        try (ImageData data = context.open(encoder.data())) {
            if (data.trainLabels() instanceof Labels.None || data.test().labels() instanceof Labels.None) {
                context.progress()
                        .say(
                                "The representation is not evaluated, because the training or test images have no labels.");
                return StageResult.of(Map.of());
            }
            Map<String, Map<String, Double>> beside = new LinkedHashMap<>();
            if (options.pixels()) {
                try (NDManager scope = context.manager().newSubManager()) {
                    beside.put(
                            "raw_pixels",
                            judge("raw pixels", data.trainPixels(scope), data.testPixels(scope), data, context));
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
    public Map<String, Double> judge(Path weights, ImageData data, StageContext context) throws IOException {
        try (NDManager scope = context.manager().newSubManager();
                ImageEncoder trained = ImageEncoder.load(encoder.network(), data.preprocessing(), weights, scope)) {
            return judge("the encoder", trained.embedTrain(data, scope), trained.embedTest(data, scope), data, context);
        }
    }

    private Map<String, Double> judge(String what, NDArray train, NDArray test, ImageData data, StageContext context) {
        context.stop().check();
        context.progress()
                .say("Evaluating " + what + " (dimension " + train.getShape().get(1) + ").");
        return new Probes(options, context.experiment().seed())
                .figures(train, data.trainLabels(), test, data.test().labels());
    }
}
