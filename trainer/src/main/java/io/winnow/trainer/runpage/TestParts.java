package io.winnow.trainer.runpage;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.loader.LoadingException;
import io.winnow.trainer.evaluate.ClassificationReport;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sections of the page on one run that need its model and data: predictions, the map, and what the method shows of itself. Without data,
 * those that the files of the run hold remain.
 *
 * @param files what the files of the run say
 * @param source the data; empty if they are not to be read
 */
record TestParts(RunFiles files, Optional<TestSource> source) {
    private static final String PREDICTIONS = "predictions";
    private static final String PREDICTIONS_TITLE = "Predictions for the test data";
    private static final String MAP = "map";

    /** Accuracies of two computations may differ by less than this on different devices. */
    private static final double TOLERANCE = 0.002;

    /** The sections, and why those that need data are left out; empty if they are not. */
    record Made(List<Part> parts, Optional<String> missing) {}

    Made make() throws IOException {
        boolean reads = files.run().experiment().recipe().examples().isPresent();
        if (source.isEmpty() || !reads) {
            return without(
                    reads ? "The data were not read, so that calibration, mistakes and the map are left out." : "");
        }
        TestSource from = source.get();
        try (NDManager manager = NDManager.newBaseManager(from.device())) {
            FinishedRun run = from.run();
            try (TaskData data =
                    from.data().open(run.experiment().recipe().examples().orElseThrow(), manager)) {
                return with(run, data, manager);
            }
        } catch (UserException | LoadingException | UncheckedIOException | IOException reason) {
            return without("Calibration, mistakes, the map and examples are left out: "
                    + Optional.ofNullable(reason.getMessage()).orElse(reason.toString()));
        }
    }

    /** Makes the sections that need data. What the run has not trained yet is left out, and so is what cannot be read. */
    private Made with(FinishedRun run, TaskData data, NDManager manager) throws IOException {
        List<Part> parts = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        if (run.experiment().recipe() instanceof EncoderRecipe) {
            parts.addAll(predictions(run, data, manager, missing));
        }
        parts.addAll(ExhibitParts.of(
                run.experiment().recipe().exhibits(run, Optional.of(data), manager), Optional.of(data)));
        return new Made(parts, missing.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", missing)));
    }

    /** The predictions for the test examples, their map and that of the training examples; adds to {@code missing} why one of them is left out. */
    private List<Part> predictions(FinishedRun run, TaskData data, NDManager manager, List<String> missing)
            throws IOException {
        List<Part> parts = new ArrayList<>();
        Optional<TestOutputs> outputs = Optional.empty();
        try {
            outputs = TestOutputs.of(run, data, manager);
            if (outputs.isPresent()) {
                List<Block> blocks = new ArrayList<>();
                difference(outputs.get()).ifPresent(blocks::add);
                blocks.addAll(TestView.of(outputs.get()).blocks());
                parts.add(new Part(PREDICTIONS, PREDICTIONS_TITLE, blocks));
            }
        } catch (UserException reason) { // the run has no such model yet, or it has too many classes
            missing.add("Predictions are left out: " + reason.getMessage());
            parts.add(new Part(PREDICTIONS, PREDICTIONS_TITLE, List.of(new Block.Text(missing.get(0)))));
        }
        boolean training = MappedExamples.canShowTraining(data);
        int room = EmbeddingMap.PREVIEW_CHARACTERS / (training ? 2 : 1);
        if (data.test().size() > 0) {
            MappedExamples test = MappedExamples.ofTest(data, outputs);
            parts.add(map(MAP, "test", () -> new EmbeddingMap(data, test, room).blocks(run, manager), missing));
        }
        if (training) {
            parts.add(map(
                    "training-map",
                    "training",
                    () -> new EmbeddingMap(data, MappedExamples.ofTraining(run, data, manager), room)
                            .blocks(run, manager),
                    missing));
        }
        return parts;
    }

    /** Makes a map. */
    @FunctionalInterface
    private interface MapMaker {
        List<Block> blocks() throws IOException;
    }

    private static Part map(String id, String name, MapMaker maker, List<String> missing) throws IOException {
        String title = "Map of the " + name + " data";
        try {
            return new Part(id, title, maker.blocks());
        } catch (UserException reason) { // the run has no such model yet
            String sentence = "The map of the " + name + " data is left out: " + reason.getMessage();
            missing.add(sentence);
            return new Part(id, title, List.of(new Block.Text(sentence)));
        }
    }

    /** A warning if the predictions are not those that the run was evaluated with. */
    private Optional<Block> difference(TestOutputs outputs) {
        boolean byDomain = outputs.labels()
                instanceof DomainLabels; // an evaluation uses the domains, which the model does not see
        if (byDomain
                || files.result().isEmpty()
                || outputs.known().length < outputs.labels().size()) {
            return Optional.empty();
        }
        Map<String, Double> recorded = files.result().get().metrics();
        Map<String, Double> now = outputs.target()
                .judge(outputs.predictions(), outputs.labels())
                .map(Report::metrics)
                .orElse(Map.of());
        return now.keySet().stream()
                .filter(recorded::containsKey)
                .findFirst()
                .filter(metric -> Math.abs(recorded.get(metric) - now.get(metric))
                        > TOLERANCE * Math.max(1, Math.abs(recorded.get(metric))))
                .map(metric -> new Block.Warning("The run recorded the " + metric + " "
                        + Figures.metric(metric, recorded.get(metric))
                        + ", but the predictions of its model for the test data now have "
                        + Figures.metric(metric, now.get(metric))
                        + ". The data, the weights or the program may have changed since."));
    }

    /** The sections that the files of the run hold. */
    private Made without(String reason) throws IOException {
        List<Block> blocks = new ArrayList<>();
        if (!reason.isEmpty()) {
            blocks.add(new Block.Text(reason));
        }
        Optional<ClassificationReport> classes = StoredReport.classes(files);
        classes.ifPresent(report -> blocks.addAll(ClassTables.of(report)));
        StoredReport.sets(files)
                .filter(sets -> sets.perClass() != null)
                .ifPresent(sets -> blocks.add(SetView.perClass(sets.perClass())));
        List<Part> parts = new ArrayList<>();
        if (!blocks.isEmpty()) {
            parts.add(new Part(PREDICTIONS, PREDICTIONS_TITLE, blocks));
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            parts.addAll(ExhibitParts.of(
                    files.run().experiment().recipe().exhibits(files.run(), Optional.empty(), manager),
                    Optional.empty()));
        }
        return new Made(parts, reason.isEmpty() ? Optional.empty() : Optional.of(reason));
    }
}
