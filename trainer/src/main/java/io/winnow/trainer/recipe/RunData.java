package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.Exportable;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.TableDataConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Opens the data of a run. When the data are opened for the first time, a {@link DataRecord} is written into the run's folder. When they
 * are opened again, examples are preprocessed exactly as in the training, and data that have changed since then are an error.
 */
public final class RunData {
    /** The option with which a command accepts data that have changed. */
    public static final String ACCEPT = "--accept-changed-data";

    private static final String TRAIN = "train";
    private static final String VALIDATION = "validation";
    private static final String TEST = "test";
    /** Begin of the names of the kept examples, which the number of the input follows. */
    private static final String EXAMPLES_NAME = "input.";

    private final Path run;
    private final Catalog catalog;
    private final Optional<Recipe> recorded;
    private final boolean acceptChanges;
    private final Consumer<String> say;
    private final Optional<Path> original;
    private final UnaryOperator<TaskData> change;
    /** Whether changed training data are only reported, because nothing is computed from their examples. */
    private boolean needsNoTrainingExamples;
    /** What to do if data have moved, by the key of their path. */
    private UnaryOperator<String> remedy = key -> "give their new path with --set " + key + "=PATH";

    /** @param recorded the recipe of the run, if its data are recorded */
    private RunData(Path run, Catalog catalog, Optional<Recipe> recorded, boolean acceptChanges, Consumer<String> say) {
        this(run, catalog, recorded, acceptChanges, say, Optional.empty(), UnaryOperator.identity());
    }

    /**
     * @param original an earlier run whose data these are, if there is one
     * @param change changes the data after they are opened
     */
    private RunData(
            Path run,
            Catalog catalog,
            Optional<Recipe> recorded,
            boolean acceptChanges,
            Consumer<String> say,
            Optional<Path> original,
            UnaryOperator<TaskData> change) {
        this.original = original;
        this.change = change;
        this.run = run;
        this.catalog = catalog;
        this.recorded = recorded;
        this.acceptChanges = acceptChanges;
        this.say = say;
    }

    /**
     * Returns the data for a training, which records them when it first reads them.
     *
     * @param run folder of the run
     * @param recipe recipe of the run, whose encoders may fix the preprocessing
     * @param acceptChanges whether data that have changed since then are used with a warning and recorded again, instead of being an error
     * @param say receives notes and warnings about the data for the user
     */
    public static RunData recording(
            Path run, Recipe recipe, Catalog catalog, boolean acceptChanges, Consumer<String> say) {
        return new RunData(run, catalog, Optional.of(recipe), acceptChanges, say);
    }

    /**
     * Returns the data of an earlier run for another training, which records them as {@link #recording} does.
     *
     * @param run folder of the new run
     * @param original folder of the earlier run
     * @param change changes the data after they are opened, such as their training labels
     */
    public static RunData retraining(
            Path run,
            Path original,
            Recipe recipe,
            Catalog catalog,
            UnaryOperator<TaskData> change,
            Consumer<String> say) {
        return new RunData(run, catalog, Optional.of(recipe), false, say, Optional.of(original), change);
    }

    /**
     * Returns the data for a command that reads them again and does not modify the run.
     *
     * @param run folder of the run
     * @param acceptChanges whether data that have changed since the training are used with a warning, instead of being an error
     * @param say receives warnings about the data for the user
     */
    public static RunData reading(Path run, Catalog catalog, boolean acceptChanges, Consumer<String> say) {
        return new RunData(run, catalog, Optional.empty(), acceptChanges, say);
    }

    /**
     * Returns the data for a command that has no option for the run's configuration.
     *
     * @param remedy what to do if data have moved, by the key of their path, as the end of a sentence
     */
    public static RunData reading(Path run, Catalog catalog, Consumer<String> say, UnaryOperator<String> remedy) {
        RunData data = reading(run, catalog, false, say);
        data.remedy = remedy;
        return data;
    }

    /** Returns these data for metrics that need no training examples: if only these have changed, this is said and is no error. */
    public RunData withoutTrainingExamples() {
        RunData data = new RunData(run, catalog, recorded, acceptChanges, say, original, change);
        data.remedy = remedy;
        data.needsNoTrainingExamples = true;
        return data;
    }

    /**
     * Opens the training and test data.
     *
     * @throws UserException if the data are missing or have changed since the training began
     */
    public TaskData open(DataConfig config, NDManager manager) throws IOException {
        return open(config, Optional.empty(), manager);
    }

    /**
     * Opens the training data together with test data other than those of the run.
     *
     * @param test the test data, which are closed together with the result
     * @throws UserException if the training data are missing or have changed since the training began
     */
    public TaskData open(DataConfig config, Dataset<?> test, NDManager manager) throws IOException {
        return open(config, Optional.of(test), manager);
    }

    private TaskData open(DataConfig config, Optional<Dataset<?>> otherTest, NDManager manager) throws IOException {
        Optional<DataRecord> known = known();
        Fixed fixed = known.isPresent()
                ? Fixed.by(known.get().inputs())
                : recorded.orElseThrow().fixed(say);
        requireThere(home(known), config, otherTest.isEmpty());
        TaskData data = config.open(catalog, fixed, otherTest);
        try {
            data = change.apply(data);
            Map<String, DataRecord.Source> now = new LinkedHashMap<>();
            now.put(TRAIN, train(data));
            data.validation().ifPresent(items -> now.put(VALIDATION, DataRecord.Source.of(items, TaskData.all(items))));
            if (otherTest.isEmpty()) {
                now.put(TEST, DataRecord.Source.of(data.test(), TaskData.all(data.test())));
            }
            if (known.isPresent()) {
                compare(known.get(), now, data.addedClasses(), data.unit());
            } else {
                data.notes().forEach(say);
                data.prepare(say);
                data.keep(run);
                keepExamples(data, manager);
                write(new DataRecord(workingDirectory(), now, data.inputs(), Optional.empty()));
            }
            data.prepare(say);
            return data;
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /** Returns the record that says where the data were when they were first opened; empty if this is the first time. */
    private Optional<DataRecord> home(Optional<DataRecord> known) throws IOException {
        return known.isPresent() || original.isEmpty() ? known : Optional.of(DataRecord.of(original.get()));
    }

    private static DataRecord.Source train(TaskData data) {
        return DataRecord.Source.of(data.train(), data.trainExamples());
    }

    /** Whether the training examples in use are still those of the training, in their order, so that stored vectors belong to them. */
    public boolean hasSameExamples(TaskData data) throws IOException {
        return DataRecord.of(run).sources().get(TRAIN).keys().equals(train(data).keys());
    }

    private void requireThere(Optional<DataRecord> known, DataConfig config, boolean test) {
        known.ifPresent(record -> config.paths().forEach((key, path) -> {
            if (test || !key.equals(TEST)) {
                requireThere(path, key, record);
            }
        }));
    }

    private void requireThere(Path path, String part, DataRecord known) {
        if (!InputPaths.leadsSomewhere(path)) {
            boolean same = known.workingDirectory().equals(workingDirectory());
            throw new UserException(
                    "The " + part + " data of " + run + " are needed, but they no longer exist at " + path
                            + " (searched in " + workingDirectory() + (same ? "" : " and " + known.workingDirectory())
                            + "). Restore them, or " + remedy.apply("recipe.data." + part) + ".");
        }
    }

    /**
     * Opens graded pairs of tables.
     *
     * @throws UserException if the pairs are missing or have changed since the training began
     */
    public GradedPairs open(TableDataConfig config) throws IOException {
        return open("pairs", DataRecord.Source::of, () -> config.open(catalog));
    }

    /** Opens data that are read in a way of their own. */
    @FunctionalInterface
    public interface Opening<T> {
        T open() throws IOException;
    }

    /**
     * Opens data that are read in a way of their own, and records or compares them.
     *
     * @param role their role in the training
     * @param described describes them
     * @throws UserException if the data are missing or have changed since the training began
     */
    public <T> T open(String role, Function<T, DataRecord.Source> described, Opening<T> opening) throws IOException {
        Optional<DataRecord> known = known();
        T data = opening.open();
        Map<String, DataRecord.Source> now = Map.of(role, described.apply(data));
        if (known.isPresent()) {
            compare(known.get(), now, Optional.empty(), "pairs");
        } else {
            write(new DataRecord(workingDirectory(), now, null, Optional.empty()));
        }
        return data;
    }

    private Optional<DataRecord> known() throws IOException {
        return recorded.isPresent() ? DataRecord.read(run) : Optional.of(DataRecord.of(run));
    }

    private void compare(
            DataRecord known, Map<String, DataRecord.Source> now, Optional<String> addedClasses, String unit)
            throws IOException {
        Map<String, String> changes = new LinkedHashMap<>();
        now.forEach((part, source) -> Optional.ofNullable(known.sources().get(part))
                .flatMap(before -> before.changedTo(source))
                .ifPresent(change -> changes.put(part, change)));
        // A run that was resumed with these classes has recorded them, so that they are no change any more.
        addedClasses
                .filter(added -> !changes.isEmpty()
                        || known.change()
                                .filter(accepted -> accepted.contains(added))
                                .isEmpty())
                .ifPresent(added -> changes.merge(
                        TRAIN, now.get(TRAIN).name() + ": " + added, (change, same) -> change + "; " + added));
        if (changes.isEmpty()) {
            return;
        }
        String change = String.join(". ", changes.values());
        String what = "The data have changed since the training of " + run + " began. " + change + ".";
        if (needsNoTrainingExamples && changes.keySet().equals(Set.of(TRAIN))) {
            say.accept(what + " This does not change the result, which needs no training " + unit + ".");
            return;
        }
        if (!acceptChanges) {
            throw new UserException(
                    what + " Restore the data of the training, or add " + ACCEPT + " to use the data as they are now.");
        }
        requireNothingStored(known, now, what);
        say.accept("Warning: " + what + " The data are used as they are now, because of " + ACCEPT + ".");
        Map<String, DataRecord.Source> sources = new LinkedHashMap<>(known.sources());
        sources.putAll(now);
        write(new DataRecord(known.workingDirectory(), sources, known.inputs(), Optional.of(change)));
    }

    /** What a complete stage stored for each training example would belong to other examples now. */
    private void requireNothingStored(DataRecord known, Map<String, DataRecord.Source> now, String what)
            throws IOException {
        boolean others = now.containsKey(TRAIN)
                && !known.sources().get(TRAIN).keys().equals(now.get(TRAIN).keys());
        if (recorded.isPresent() && others && Runner.hasCompleteStage(run)) {
            throw new UserException(what + " " + ACCEPT + " cannot continue this run, because stages that are complete"
                    + " have stored results for the training examples as they were. Restore the data, or start a new"
                    + " run with another --name.");
        }
    }

    private void write(DataRecord record) throws IOException {
        if (recorded.isPresent()) {
            AtomicFiles.write(run.resolve(DataRecord.FILE), Json.page(record));
        }
    }

    private static String workingDirectory() {
        return Path.of("").toAbsolutePath().toString();
    }

    private void keepExamples(TaskData data, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            int[] first = IntStream.range(
                            0, Math.min(Exportable.EXAMPLES, data.test().size()))
                    .toArray();
            NDList examples = data.inputs().preprocessing().served(data.test(), first, data.maxCorrupt(), scope);
            Map<String, NDArray> named = new LinkedHashMap<>();
            for (int i = 0; i < examples.size(); i++) {
                named.put(EXAMPLES_NAME + i, examples.get(i));
            }
            AtomicFiles.write(run.resolve(RunDirectory.EXAMPLES), file -> SafeTensors.write(file, named, Map.of()));
        }
    }

    /**
     * Reads the test examples that a run has kept, at most {@link Exportable#EXAMPLES}, as an exported model takes them: an array (B, ..) for
     * each of its inputs.
     */
    public static NDList examples(Path run, NDManager manager) throws IOException {
        Map<String, NDArray> named = SafeTensors.read(run.resolve(RunDirectory.EXAMPLES), manager);
        NDList examples = new NDList();
        for (int i = 0; i < named.size(); i++) {
            examples.add(named.get(EXAMPLES_NAME + i));
        }
        return examples;
    }
}
