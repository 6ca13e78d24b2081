package io.winnow.trainer.pool;

import io.winnow.datasets.Shown;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordNames;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Examples;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.LabelFile;
import io.winnow.datasets.label.LabelFileOptions;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads the pool that a user names: a folder, shards, or a part of the catalog; or a file of records with images or texts. */
public final class PoolReader {
    /** Describes a pool in the help of a command. */
    public static final String DESCRIPTION = ImageInputs.DESCRIPTION
            + " Or a file of records (.csv, .tsv, .jsonl, .json, .parquet) with images (column path, relative to the folder of the file) or texts"
            + " (column text or caption).";

    private final String input;
    private final PoolOptions options;
    private final Catalog catalog;
    private final List<String> notes = new ArrayList<>();

    private PoolReader(String input, PoolOptions options, Catalog catalog) {
        this.input = input;
        this.options = options;
        this.catalog = catalog;
    }

    /**
     * Reads a pool.
     *
     * @throws UserException if it does not exist, or if captions or labels belong to other examples
     */
    public static Pool read(String input, PoolOptions options, Catalog catalog) throws IOException {
        return new PoolReader(input, options, catalog).read();
    }

    /** Whether an input is a file of records, whose columns can be named. */
    public static boolean isRecords(String input) {
        Path path = InputPaths.of(input);
        return RecordNames.isRecords(path) && !ImageSource.isParquet(path);
    }

    private Pool read() throws IOException {
        if (isRecords(input)) {
            return records(InputPaths.require(InputPaths.of(input)));
        }
        ImageDataset images = ImageInputs.openAll(input, catalog, DecodeOptions.of(options.channels()));
        try {
            List<String> keys =
                    IntStream.range(0, images.size()).mapToObj(images::key).toList();
            List<Optional<String>> captions = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                captions.add(images.caption(i));
            }
            return pool(images.fingerprint(), keys, captions, classes(images), Optional.of(images), List.of(input));
        } catch (IOException | RuntimeException e) {
            images.close();
            throw e;
        }
    }

    private static List<Optional<String>> classes(ImageDataset images) {
        return IntStream.range(0, images.size())
                .mapToObj(i -> images.labels() instanceof ClassLabels single && single.known(i)
                        ? Optional.of(single.classNames().get(single.classes()[i]))
                        : Optional.<String>empty())
                .toList();
    }

    private Pool records(Path file) throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.of("file of records"));
        Optional<String> path = records.column(
                options.columns().path(), options.setting().apply("path"), RecordColumns.PATHS, "images");
        Optional<String> caption = records.column(
                options.columns().caption(), options.setting().apply("caption"), RecordColumns.CAPTIONS, "captions");
        Optional<String> key =
                records.column(options.columns().key(), options.setting().apply("key"), RecordColumns.KEYS, "keys");
        Optional<String> label = options.labels().isPresent() // which has the classes, under a name of its own
                ? Optional.empty()
                : records.column(
                        options.columns().label(), options.setting().apply("label"), RecordColumns.LABELS, "labels");
        if (path.isEmpty() && caption.isEmpty()) {
            throw new UserException(file + " has neither images nor texts; it has the columns "
                    + Shown.of(records.columns()) + ". Name the right one with "
                    + options.setting().apply("path") + " or "
                    + options.setting().apply("caption") + ".");
        }
        List<String> keys = new ArrayList<>();
        List<Optional<String>> captions = new ArrayList<>();
        List<Optional<String>> classes = new ArrayList<>();
        List<Path> paths = new ArrayList<>();
        for (FileRecord row : records.rows()) {
            Optional<String> named = path.isPresent() ? Optional.of(row.get(path.get())) : Optional.empty();
            // As data descriptions do: the column of the key, else the file, else the number of the record from 1.
            keys.add(key.isPresent() ? row.get(key.get()) : named.orElse(Integer.toString(keys.size() + 1)));
            captions.add(caption.isPresent() ? row.findText(caption.get()) : Optional.empty());
            classes.add(label.isPresent() ? row.find(label.get()) : Optional.empty());
            named.ifPresent(
                    each -> paths.add(file.toAbsolutePath().resolveSibling(each).normalize()));
        }
        Fingerprint fingerprint = new Fingerprint().add(file);
        if (path.isEmpty()) {
            return pool(fingerprint.hex(), keys, captions, classes, Optional.empty(), List.of(input));
        }
        for (Path each : paths) {
            boolean there = Files.exists(each);
            fingerprint.add(there ? Files.size(each) : -1);
            fingerprint.add(there ? Files.getLastModifiedTime(each).toMillis() : -1);
        }
        String digest = fingerprint.hex();
        ImageDataset images = new ListedFiles(input, digest, keys, paths, DecodeOptions.of(options.channels()));
        return pool(
                digest,
                keys,
                captions,
                classes,
                Optional.of(images),
                paths.stream().map(Path::toString).toList());
    }

    private Pool pool(
            String fingerprint,
            List<String> keys,
            List<Optional<String>> captions,
            List<Optional<String>> classes,
            Optional<ImageDataset> images,
            List<String> inputs)
            throws IOException {
        Examples examples = new Examples(input, Optional.empty(), keys.size(), keys::get);
        List<Optional<String>> described = options.captions().isPresent()
                ? CaptionedExamples.read(options.captions().get(), input, keys, notes)
                : captions;
        List<Optional<String>> labelled =
                options.labels().isPresent() ? labels(options.labels().get(), examples, images) : classes;
        return new Pool(
                input,
                fingerprint,
                List.copyOf(keys),
                List.copyOf(described),
                List.copyOf(labelled),
                images,
                inputs,
                List.copyOf(notes));
    }

    private List<Optional<String>> labels(Path file, Examples examples, Optional<ImageDataset> images)
            throws IOException {
        LabelFileOptions usual = LabelFileOptions.DEFAULT;
        LabelFileOptions own = new LabelFileOptions(
                usual.keyColumn(),
                options.columns().label(),
                usual.annotatorColumn(),
                usual.annotatorColumns(),
                usual.encoding(),
                usual.gaps());
        LabelFile read = LabelFile.read(InputPaths.require(file), own, examples, Optional.empty(), true);
        // Numbers of classes that the images name are these classes.
        List<String> known = images.filter(each -> each.labels() instanceof ClassLabels)
                .map(each -> each.labels().classNames())
                .orElse(List.of());
        List<String> names = read.train().anyOf(known) ? known : read.train().classNames();
        int[] classes = read.train().classes(names);
        return IntStream.of(classes)
                .mapToObj(each -> each == GivenNames.NONE ? Optional.<String>empty() : Optional.of(names.get(each)))
                .toList();
    }
}
