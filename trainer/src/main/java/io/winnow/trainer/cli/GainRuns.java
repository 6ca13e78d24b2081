package io.winnow.trainer.cli;

import ai.djl.Device;
import io.winnow.datasets.DataException;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.CorrectedLabels;
import io.winnow.datasets.label.Examples;
import io.winnow.datasets.label.LabelCorrections;
import io.winnow.datasets.label.LabelForm;
import io.winnow.datasets.label.LabelText;
import io.winnow.datasets.label.Labels;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.config.ConfigPaths;
import io.winnow.trainer.evaluate.PairedDifference;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.modality.RelabelledData;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.DataRecord;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.recipe.Runner;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Devices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Trainings of a run's configuration on given and on corrected labels, over several seeds. Only training labels are corrected, in memory:
 * which examples are used for what, and the validation and test labels, are the same for both. Trainings that are complete are not repeated,
 * and one that was stopped goes on.
 */
final class GainRuns {
    private static final String GIVEN = "given";
    private static final String CORRECTED = "corrected";
    private static final String COPY = "corrections.csv";

    private final Path original;
    private final List<String> assignments;
    private final LabelCorrections corrections;
    private final Catalog catalog;
    private final Path folder;

    /**
     * @param original folder of the run
     * @param assignments overrides of its configuration
     * @param folder folder for the trainings
     */
    GainRuns(Path original, List<String> assignments, LabelCorrections corrections, Catalog catalog, Path folder) {
        this.original = original;
        this.assignments = assignments;
        this.corrections = corrections;
        this.catalog = catalog;
        this.folder = folder;
    }

    /**
     * A comparison of trainings.
     *
     * @param metrics the difference of each metric
     * @param omitted metrics that are undefined, or missing, in at least one training, and thus not compared
     */
    record Comparison(Map<String, PairedDifference> metrics, List<String> omitted) {
        /** Compares figures, of which each metric has one for each seed, or NaN. */
        static Comparison of(Map<String, double[]> given, Map<String, double[]> corrected) {
            Map<String, PairedDifference> metrics = new LinkedHashMap<>();
            List<String> omitted = new ArrayList<>();
            Set<String> all = new LinkedHashSet<>(given.keySet());
            all.addAll(corrected.keySet());
            for (String metric : all) {
                double[] first = given.get(metric);
                double[] second = corrected.get(metric);
                if (isComplete(first) && isComplete(second)) {
                    metrics.put(metric, PairedDifference.of(first, second));
                } else {
                    omitted.add(metric);
                }
            }
            return new Comparison(metrics, omitted);
        }

        private static boolean isComplete(double[] figures) {
            return figures != null && Arrays.stream(figures).allMatch(Double::isFinite);
        }
    }

    /**
     * Trains and compares.
     *
     * @param seeds number of seeds, from that of the run on, at least 2
     * @return the comparison of the metrics of the results
     * @throws UserException if the folder has trainings on other corrections, or the corrections do not fit the labels
     */
    Comparison compare(int seeds) throws IOException {
        Path copy = folder.resolve(COPY);
        if (Files.exists(copy) && Files.mismatch(copy, corrections.file()) >= 0) {
            throw new UserException(folder + " has trainings on other corrections than those of " + corrections.file()
                    + ". Choose another folder with --output, or remove " + folder + ".");
        }
        Map<String, double[]> given = new LinkedHashMap<>();
        Map<String, double[]> corrected = new LinkedHashMap<>();
        long first = FinishedRun.open(original, assignments).experiment().seed();
        for (int i = 0; i < seeds; i++) {
            // Corrected labels come first, so that mistakes in the corrections are found before anything is trained.
            put(train(CORRECTED, first + i, this::corrected), i, seeds, corrected);
            put(train(GIVEN, first + i, UnaryOperator.identity()), i, seeds, given);
        }
        return Comparison.of(given, corrected);
    }

    /** Returns the description of the test examples, which are the same in all trainings. */
    DataRecord.Source test() throws IOException {
        try (Stream<Path> runs = Files.list(folder)) {
            Path any = runs.filter(Files::isDirectory).sorted().findFirst().orElseThrow();
            return FinishedRun.open(any).data().sources().get("test");
        }
    }

    private static void put(Map<String, Double> metrics, int i, int seeds, Map<String, double[]> all) {
        metrics.forEach((metric, figure) -> all.computeIfAbsent(metric, each -> {
            double[] empty = new double[seeds];
            Arrays.fill(empty, Double.NaN);
            return empty;
        })[i] = figure);
    }

    private Map<String, Double> train(String labels, long seed, UnaryOperator<TaskData> change) throws IOException {
        List<String> own = new ArrayList<>(assignments);
        own.addAll(List.of("seed=" + seed, "name=" + labels + "-" + seed));
        Experiment experiment = FinishedRun.open(original, own).experiment();
        Device device = Devices.resolve(experiment);
        experiment.threads().ifPresent(Threads::use);
        Path target = folder.resolve(experiment.name());
        boolean begun = Files.exists(target.resolve("run.json"));
        try (RunDirectory run = begun ? RunDirectory.open(target) : RunDirectory.create(target);
                ConsoleProgress progress = TrainCommand.progress(run);
                Metrics metrics = new Metrics(new MetricsFile(run.metrics()), List.of())) {
            if (!begun) {
                AtomicFiles.write(run.config(), experiment.toYaml());
            } else if (!absolute(FinishedRun.open(target).experiment())
                    .toYaml()
                    .equals(absolute(experiment).toYaml())) {
                throw new UserException(target + " was trained with another configuration. Choose another folder with"
                        + " --output, or remove " + folder + ".");
            }
            progress.say("Training on " + labels + " labels, seed " + seed + ", in " + target + ".");
            StopSignal stop = StopSignal.listening(progress);
            try {
                RunData data =
                        RunData.retraining(target, original, experiment.recipe(), catalog, change, progress::say);
                return new Runner(
                                experiment,
                                run,
                                device,
                                data,
                                metrics,
                                progress,
                                stop,
                                Optional.empty(),
                                Optional.empty())
                        .run()
                        .metrics();
            } finally {
                stop.forget();
            }
        }
    }

    /**
     * Returns a configuration that is the same in every working directory: the trainings may be continued in another one than that in which
     * they were started. Paths that lead nowhere stay as they are.
     */
    static Experiment absolute(Experiment experiment) {
        return ConfigPaths.map(experiment, path -> {
            Path found = DataPaths.find(path);
            return InputPaths.leadsSomewhere(found) ? found.toAbsolutePath() : path;
        });
    }

    /** Returns data with corrected training labels. */
    private TaskData corrected(TaskData data) {
        Labels labels = data.trainLabels();
        try {
            LabelCorrections.Changes changes = corrections.find(
                    new Examples(
                            data.train().name(),
                            Optional.empty(),
                            labels.size(),
                            i -> data.train().key(data.trainExamples()[i])),
                    i -> LabelText.of(labels, i),
                    LabelForm.of(labels));
            if (changes.changed().isEmpty()) {
                throw new UserException(corrections.file() + " changes no training label of " + original
                        + ", so both trainings would be the same. Accept or change labels first.");
            }
            // An empty label takes an example out of the training, but of sets, it says that there is no class.
            Map<Integer, LabelCorrections.Correction> changed = new LinkedHashMap<>(changes.changed());
            boolean sets = labels instanceof ClassSets;
            changed.values().removeIf(each -> !sets && each.corrected().isEmpty());
            int[] kept = IntStream.range(0, labels.size())
                    .filter(row -> !changes.changed().containsKey(row) || changed.containsKey(row))
                    .toArray();
            TaskData relabelled = new RelabelledData(data, CorrectedLabels.of(labels, changed));
            AtomicFiles.write(folder.resolve(COPY), file -> Files.copy(corrections.file(), file));
            return kept.length < labels.size() ? relabelled.select(kept) : relabelled;
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
