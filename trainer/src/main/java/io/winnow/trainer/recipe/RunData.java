package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.TableDataConfig;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageDataConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Opens the data of a run. When the data are opened for the first time, a {@link DataRecord} is written into the run's folder. When they
 * are opened again, images are preprocessed exactly as in the training, and data that have changed since then are an error.
 */
public final class RunData {
    /** The option with which a command accepts data that have changed. */
    public static final String ACCEPT = "--accept-changed-data";

    /** Number of test images that a run keeps, to compare exported files with the original model. */
    public static final int EXAMPLES = 64;

    private static final String TRAIN = "train";
    private static final String TEST = "test";
    private static final String IMAGES = "images";

    private final Path run;
    private final Catalog catalog;
    private final boolean records;
    private final boolean acceptChanges;
    private final Consumer<String> say;

    /** @param records whether the data are recorded in the run */
    private RunData(Path run, Catalog catalog, boolean records, boolean acceptChanges, Consumer<String> say) {
        this.run = run;
        this.catalog = catalog;
        this.records = records;
        this.acceptChanges = acceptChanges;
        this.say = say;
    }

    /**
     * Returns the data for a training, which records them when it first reads them.
     *
     * @param run folder of the run
     * @param acceptChanges whether data that have changed since then are used with a warning and recorded again, instead of being an error
     * @param say receives notes and warnings about the data for the user
     */
    public static RunData recording(Path run, Catalog catalog, boolean acceptChanges, Consumer<String> say) {
        return new RunData(run, catalog, true, acceptChanges, say);
    }

    /**
     * Returns the data for a command that reads them again and does not modify the run.
     *
     * @param run folder of the run
     * @param acceptChanges whether data that have changed since the training are used with a warning, instead of being an error
     * @param say receives warnings about the data for the user
     */
    public static RunData reading(Path run, Catalog catalog, boolean acceptChanges, Consumer<String> say) {
        return new RunData(run, catalog, false, acceptChanges, say);
    }

    /**
     * Opens the training and test images.
     *
     * @throws UserException if the images are missing or have changed since the training began
     */
    public ImageData open(ImageDataConfig config, NDManager manager) throws IOException {
        return open(config, Optional.empty(), manager);
    }

    /**
     * Opens the training images together with test images other than those of the run.
     *
     * @param test the test images, which are closed together with the data
     * @throws UserException if the training images are missing or have changed since the training began
     */
    public ImageData open(ImageDataConfig config, ImageDataset test, NDManager manager) throws IOException {
        return open(config, Optional.of(test), manager);
    }

    private ImageData open(ImageDataConfig config, Optional<ImageDataset> otherTest, NDManager manager)
            throws IOException {
        Optional<DataRecord> known = known();
        ImageData data = ImageData.open(
                from(known, config, otherTest.isEmpty()), catalog, known.map(DataRecord::images), otherTest);
        try {
            Map<String, DataRecord.Source> now = new LinkedHashMap<>();
            now.put(TRAIN, train(data));
            if (otherTest.isEmpty()) {
                now.put(TEST, DataRecord.Source.of(data.test(), ImageData.all(data.test())));
            }
            if (known.isPresent()) {
                compare(known.get(), now);
            } else {
                data.notes().forEach(say);
                keepExamples(data, manager);
                write(new DataRecord(workingDirectory(), now, data.inputs()));
            }
            return data;
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    private static DataRecord.Source train(ImageData data) {
        return DataRecord.Source.of(data.train(), data.trainExamples());
    }

    /** Whether the training images in use are still those of the training, in their order, so that stored vectors belong to them. */
    public boolean hasSameExamples(ImageData data) throws IOException {
        return DataRecord.of(run).sources().get(TRAIN).keys().equals(train(data).keys());
    }

    private ImageDataConfig from(Optional<DataRecord> known, ImageDataConfig config, boolean test) {
        if (known.isEmpty()) {
            return config;
        }
        ImageDataConfig found = config.from(Path.of(known.get().workingDirectory()));
        found.train().ifPresent(path -> requireThere(path, TRAIN, known.get()));
        if (test) {
            found.test().ifPresent(path -> requireThere(path, TEST, known.get()));
        }
        return found;
    }

    private void requireThere(Path path, String part, DataRecord known) {
        if (!InputPaths.leadsSomewhere(path)) {
            boolean same = known.workingDirectory().equals(workingDirectory());
            throw new UserException(
                    "The " + part + " images of " + run + " are needed, but they no longer exist at " + path
                            + " (searched in " + workingDirectory() + (same ? "" : " and " + known.workingDirectory())
                            + "). Restore them, or give their new path with --set recipe.data." + part + "=PATH.");
        }
    }

    /**
     * Opens graded pairs of tables.
     *
     * @throws UserException if the pairs are missing or have changed since the training began
     */
    public GradedPairs open(TableDataConfig config) throws IOException {
        Optional<DataRecord> known = known();
        GradedPairs pairs = known.map(record -> config.from(Path.of(record.workingDirectory())))
                .orElse(config)
                .open(catalog);
        Map<String, DataRecord.Source> now = Map.of("pairs", DataRecord.Source.of(pairs));
        if (known.isPresent()) {
            compare(known.get(), now);
        } else {
            write(new DataRecord(workingDirectory(), now, null));
        }
        return pairs;
    }

    private Optional<DataRecord> known() throws IOException {
        return records ? DataRecord.read(run) : Optional.of(DataRecord.of(run));
    }

    private void compare(DataRecord known, Map<String, DataRecord.Source> now) throws IOException {
        List<String> changes = new ArrayList<>();
        now.forEach((part, source) -> Optional.ofNullable(known.sources().get(part))
                .flatMap(before -> before.changedTo(source))
                .ifPresent(changes::add));
        if (changes.isEmpty()) {
            return;
        }
        String what =
                "The data have changed since the training of " + run + " began. " + String.join("; ", changes) + ".";
        if (!acceptChanges) {
            throw new UserException(
                    what + " Restore the data of the training, or add " + ACCEPT + " to use the data as they are now.");
        }
        requireNothingStored(known, now, what);
        say.accept("Warning: " + what + " The data are used as they are now, because of " + ACCEPT + ".");
        Map<String, DataRecord.Source> sources = new LinkedHashMap<>(known.sources());
        sources.putAll(now);
        write(new DataRecord(known.workingDirectory(), sources, known.images()));
    }

    /** What a complete stage stored for each training image would belong to other images now. */
    private void requireNothingStored(DataRecord known, Map<String, DataRecord.Source> now, String what)
            throws IOException {
        boolean others = now.containsKey(TRAIN)
                && !known.sources().get(TRAIN).keys().equals(now.get(TRAIN).keys());
        if (records && others && Runner.hasCompleteStage(run)) {
            throw new UserException(what + " " + ACCEPT + " cannot continue this run, because stages that are complete"
                    + " have stored results for the training images as they were. Restore the data, or start a new"
                    + " run with another --name.");
        }
    }

    private void write(DataRecord record) throws IOException {
        if (records) {
            AtomicFiles.write(run.resolve(DataRecord.FILE), Json.page(record));
        }
    }

    private static String workingDirectory() {
        return Path.of("").toAbsolutePath().toString();
    }

    private void keepExamples(ImageData data, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            NDArray images = data.testImages(EXAMPLES, scope);
            AtomicFiles.write(
                    run.resolve(RunDirectory.EXAMPLES),
                    file -> SafeTensors.write(file, Map.of(IMAGES, images), Map.of()));
        }
    }

    /** Reads the test images that a run has kept (B, C, H, W), uint8, at most {@link #EXAMPLES}. */
    public static NDArray examples(Path run, NDManager manager) throws IOException {
        return SafeTensors.read(run.resolve(RunDirectory.EXAMPLES), manager).get(IMAGES);
    }
}
