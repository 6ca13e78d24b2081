package io.winnow.trainer.export;

import io.winnow.datasets.Shown;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.ModelPart;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.run.Manifest;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Writes MODEL_CARD.md. Every number in it is read from the files of the run, or was measured by the export. */
final class ModelCard {
    /** Number of classes up to which a card lists all of them. */
    private static final int MOST_CLASSES = 1000;

    /** Number of the commonest classes that are listed if there are more. */
    private static final int COMMONEST = 20;

    private ModelCard() {}

    static String of(Exporter.Report report, FinishedRun run) throws IOException {
        ModelDescription model = report.model();
        Manifest manifest = run.manifest();
        StringBuilder text = new StringBuilder();
        text.append("# Model card: ").append(model.run()).append("\n\n");
        text.append("| | |\n|---|---|\n");
        row(text, "kind", model.kind().name().toLowerCase(Locale.ROOT));
        row(text, "method", model.recipe());
        row(text, "checkpoint", model.checkpoint());
        row(text, "precision of the files", model.precision());
        if (model.weights() != null) {
            row(text, "weights", model.weights());
        }
        row(text, "input", model.input().unit() + ", " + model.input().shape());
        row(text, "output", String.join(" and ", model.output().outputs()) + ", " + model.dimension() + " numbers");
        text.append("\n## Data\n\n")
                .append("Fingerprints (SHA-256) of the data that the model was trained and evaluated on:\n\n");
        run.data()
                .sources()
                .forEach((part, source) -> text.append("- ")
                        .append(part)
                        .append(", ")
                        .append(source.name())
                        .append(", ")
                        .append(source.examples())
                        .append(" examples: `")
                        .append(source.fingerprint())
                        .append("`\n"));
        labels(text, model, givenLabels(run));
        metrics(text, model, run.result(), manifest);
        text.append(CalibrationText.of(model));
        comparison(text, report, "examples of the run's data");
        text.append(
                "\n## Limits\n\n- The model was evaluated only on the data above; its performance on other data is not"
                        + " known.\n");
        if (model.target() != null) {
            text.append("- The model predicts ")
                    .append(Targets.kindOf(model.target()).description())
                    .append(" of: ")
                    .append(
                            model.output().names().size() > MOST_CLASSES
                                    ? Shown.of(model.output().names())
                                    : String.join(", ", model.output().names()))
                    .append(". It gives a prediction for any example, even one that is like none of the training"
                            + " data.\n");
        }
        text.append("- The metrics are those of a single seed (")
                .append(manifest.seed())
                .append("). This run does not show how much they vary between seeds.\n");
        text.append("\n## Origin\n\n| | |\n|---|---|\n");
        row(text, "run", manifest.name() + ", " + manifest.status().name().toLowerCase(Locale.ROOT));
        row(text, "started", manifest.started());
        row(text, "seed", Long.toString(manifest.seed()));
        row(text, "device", manifest.device());
        row(text, "git revision", String.valueOf(manifest.gitRevision()));
        new TreeMap<>(manifest.versions()).forEach((name, version) -> row(text, name, version));
        text.append("\nThe complete configuration:\n\n```yaml\n")
                .append(Files.readString(run.folder().resolve("config.yaml")).strip())
                .append("\n```\n");
        return text.toString();
    }

    /** @param examples what the files were compared on, in the plural */
    static void comparison(StringBuilder text, Exporter.Report report, String examples) {
        text.append("\n## Comparison of the files with the trained (live) model\n\n")
                .append("| | largest difference | tolerance | agreement | bytes | latency (ms) | examples/s (batches"
                        + " of 32) |\n")
                .append("|---|---|---|---|---|---|---|\n");
        report.files().forEach((name, parity) -> parityRow(text, name, parity));
        report.live()
                .forEach((name, parity) -> text.append(String.format(
                        Locale.ROOT,
                        "| live %s | | | | | %.2f | %.0f |%n",
                        name,
                        parity.latencyMillis(),
                        parity.examplesPerSecond())));
        if (report.int8() != null) {
            text.append("\n").append(Int8Text.of(report.int8(), report.model())).append("\n");
        }
        text.append("\nMeasured at export, on ")
                .append(report.live().get(ModelPart.MODEL).examples())
                .append(" ")
                .append(examples)
                .append(", on the machine that exported the model.\n");
    }

    private static Optional<GivenLabels> givenLabels(FinishedRun run) {
        return run.experiment().recipe() instanceof EncoderRecipe recipe
                ? recipe.encoder().data().labels()
                : Optional.empty();
    }

    private static String yaml(Record value) {
        return "```yaml\n" + Recipes.reader().toYaml(value).strip() + "\n```\n";
    }

    private static void labels(StringBuilder text, ModelDescription model, Optional<GivenLabels> given) {
        text.append("\n## Labels\n\n");
        text.append(given.map(labels ->
                        "The model was trained with these labels, some of which are wrong, instead of the data's"
                                + " own:\n\n"
                                + yaml(labels) + "\n")
                .orElse("If the method uses labels, they are the data's own.\n\n"));
        List<Integer> counts =
                model.target() == null ? List.of() : model.target().counts();
        if (counts.size() > MOST_CLASSES) {
            text.append("There are ")
                    .append(counts.size())
                    .append(" classes, ")
                    .append(counts.stream().filter(count -> count == 0).count())
                    .append(" of them without a training example. The most frequent are:\n\n");
        }
        int[] shown = IntStream.range(0, counts.size()).toArray();
        if (counts.size() > MOST_CLASSES) {
            shown = IntStream.of(shown)
                    .boxed()
                    .sorted(Comparator.comparing(counts::get, Comparator.reverseOrder()))
                    .limit(COMMONEST)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        for (int k : shown) {
            text.append("- ")
                    .append(model.output().names().get(k))
                    .append(": ")
                    .append(counts.get(k))
                    .append(" training examples\n");
        }
    }

    private static void metrics(
            StringBuilder text, ModelDescription model, Optional<Result> result, Manifest manifest) {
        text.append("\n## Metrics\n\n");
        if (result.isEmpty()) {
            text.append("The run is not complete, so it has no metrics yet.\n");
            return;
        }
        text.append("Metrics of the last checkpoint, with seed ")
                .append(manifest.seed())
                .append(", on the test data");
        text.append(
                model.checkpoint().equals("last")
                        ? ":\n\n"
                        : ". They are not those of the exported checkpoint, which is " + model.checkpoint() + ":\n\n");
        if (model.calibration() != null) {
            text.append("They were measured before the probabilities were calibrated.\n\n");
        }
        text.append("| metric | value |\n|---|---|\n");
        for (Map.Entry<String, Double> metric : result.get().metrics().entrySet()) {
            row(text, metric.getKey(), String.format(Locale.ROOT, "%.6g", metric.getValue()));
        }
        result.get()
                .baselines()
                .forEach((name, figures) -> figures.forEach((metric, value) ->
                        row(text, "baseline " + name + ", " + metric, String.format(Locale.ROOT, "%.6g", value))));
        result.get()
                .stages()
                .forEach(stage -> stage.metrics().forEach((name, value) -> {
                    if (name.equals("noise_rate")) {
                        row(text, "share of given labels that are wrong", String.format(Locale.ROOT, "%.6g", value));
                    }
                }));
    }

    private static void parityRow(StringBuilder text, String name, Parity parity) {
        text.append(String.format(
                Locale.ROOT,
                "| %s | %.2e | %.2e | %.2f%% | %d | %.2f | %.0f |%n",
                name,
                parity.largestDifference(),
                parity.tolerance(),
                100 * parity.agreement(),
                parity.fileBytes(),
                parity.latencyMillis(),
                parity.examplesPerSecond()));
    }

    static void row(StringBuilder text, String name, String value) {
        text.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }
}
