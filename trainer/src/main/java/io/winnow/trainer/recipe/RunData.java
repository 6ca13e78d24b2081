package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.config.Located;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.TableDataConfig;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageDataConfig;
import io.winnow.trainer.vision.ImageInputs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Opens the data of a run. The first stage that does so leaves a {@link DataRecord} in the run's folder; whoever opens the data later gets
 * images that are read as the training read them, and is stopped where the data are not the same any more.
 */
public final class RunData {
    /** The option of a command that goes on with changed data. */
    public static final String ACCEPT = "--accept-changed-data";

    /** Images that a run keeps, on which exported files are compared with the live model. */
    public static final int EXAMPLES = 64;

    private static final String IMAGES = "images";

    private final Path run;
    private final Catalog catalog;
    private final Mode mode;
    private final boolean acceptChanges;
    private final Consumer<String> say;

    /** Whether the data are recorded. */
    private enum Mode {
        RECORD,
        READ
    }

    private RunData(Path run, Catalog catalog, Mode mode, boolean acceptChanges, Consumer<String> say) {
        this.run = run;
        this.catalog = catalog;
        this.mode = mode;
        this.acceptChanges = acceptChanges;
        this.say = say;
    }

    /**
     * For a training, which records its data when it first reads them.
     *
     * @param run folder of the run
     * @param acceptChanges whether data that have changed since are used, with a warning, and recorded anew
     * @param say takes what a person should know of the data
     */
    public static RunData recording(Path run, Catalog catalog, boolean acceptChanges, Consumer<String> say) {
        return new RunData(run, catalog, Mode.RECORD, acceptChanges, say);
    }

    /**
     * For commands that read the data of a run again, and leave the run as it is.
     *
     * @param acceptChanges whether data that have changed since are used, with a warning
     */
    public static RunData reading(Path run, Catalog catalog, boolean acceptChanges, Consumer<String> say) {
        return new RunData(run, catalog, Mode.READ, acceptChanges, say);
    }

    /**
     * Opens images.
     *
     * @throws UserException when they are not there, or have changed since the training began
     */
    public ImageData open(ImageDataConfig config, NDManager manager) throws IOException {
        Optional<DataRecord> known = known();
        ImageData data =
                new ImageData(from(known, config, true), catalog, known.map(DataRecord::images), Optional.empty());
        Map<String, DataRecord.Source> now = new LinkedHashMap<>();
        now.put("train", DataRecord.Source.of(data.train()));
        now.put("test", DataRecord.Source.of(data.test()));
        return settled(data, known, now, data.inputs(), manager);
    }

    /**
     * Opens the training images with test images of somebody's own.
     *
     * @param test closed with the data
     * @throws UserException when the training images are not there, or have changed since the training began
     */
    public ImageData open(ImageDataConfig config, ImageDataset test, NDManager manager) throws IOException {
        Optional<DataRecord> known = known();
        ImageData data =
                new ImageData(from(known, config, false), catalog, known.map(DataRecord::images), Optional.of(test));
        return settled(data, known, Map.of("train", DataRecord.Source.of(data.train())), data.inputs(), manager);
    }

    private ImageDataConfig from(Optional<DataRecord> known, ImageDataConfig config, boolean test) {
        if (known.isEmpty()) {
            return config;
        }
        ImageDataConfig found = config.from(Path.of(known.get().workingDirectory()));
        found.train().ifPresent(path -> requireThere(path, "train", known.get()));
        if (test) {
            found.test().ifPresent(path -> requireThere(path, "test", known.get()));
        }
        return found;
    }

    private void requireThere(Path path, String part, DataRecord known) {
        if (!Located.leadsSomewhere(path)) {
            boolean same = known.workingDirectory().equals(workingDirectory());
            throw new UserException("The " + part + " images of " + run + " are needed here, and nothing is at " + path
                    + " any more (looked in " + workingDirectory() + (same ? "" : " and " + known.workingDirectory())
                    + "). Bring them back, or say where they are now by --set recipe.data." + part + "=PATH.");
        }
    }

    private ImageData settled(
            ImageData data,
            Optional<DataRecord> known,
            Map<String, DataRecord.Source> now,
            ImageInputs inputs,
            NDManager manager)
            throws IOException {
        try {
            if (known.isPresent()) {
                compare(known.get(), now);
            } else {
                data.notes().forEach(say);
                keepExamples(data, manager);
                write(new DataRecord(workingDirectory(), now, inputs));
            }
            return data;
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /**
     * Opens graded pairs of tables.
     *
     * @throws UserException when they are not there, or have changed since the training began
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
        return mode == Mode.READ ? Optional.of(DataRecord.of(run)) : DataRecord.read(run);
    }

    private void compare(DataRecord known, Map<String, DataRecord.Source> now) throws IOException {
        List<String> changes = new ArrayList<>();
        now.forEach((part, source) -> Optional.ofNullable(known.sources().get(part))
                .flatMap(before -> before.changedTo(source))
                .ifPresent(changes::add));
        if (changes.isEmpty()) {
            return;
        }
        String what = "The data have changed since " + run + " was begun. " + String.join("; ", changes) + ".";
        if (!acceptChanges) {
            throw new UserException(
                    what + " Bring back the data of the training, or add " + ACCEPT + " to use them as they are now.");
        }
        say.accept("Warning: " + what + " They are used as they are now, as " + ACCEPT + " asks.");
        Map<String, DataRecord.Source> sources = new LinkedHashMap<>(known.sources());
        sources.putAll(now);
        write(new DataRecord(known.workingDirectory(), sources, known.images()));
    }

    private void write(DataRecord record) throws IOException {
        if (mode == Mode.RECORD) {
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

    /** Test images that a run has kept (B, C, H, W), uint8, at most {@link #EXAMPLES}. */
    public static NDArray examples(Path run, NDManager manager) throws IOException {
        return SafeTensors.read(run.resolve(RunDirectory.EXAMPLES), manager).get(IMAGES);
    }
}
