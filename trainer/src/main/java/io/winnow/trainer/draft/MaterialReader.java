package io.winnow.trainer.draft;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.file.ParquetRecords;
import io.winnow.datasets.file.RecordNames;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.inspect.RecordsReport;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.NoLabels;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at a user's files. */
public final class MaterialReader {
    /** Whose refusal says how to convert them. */
    private static final Pattern SHEETS = Pattern.compile("(?i).+\\.xlsx?");

    private static final Pattern ARRAYS = Pattern.compile("(?i).+\\.(npy|npz|safetensors|pt|pth|h5|mat)");
    private static final List<String> TRAIN = List.of("train", "training");
    private static final List<String> VALIDATION = List.of("validation", "valid", "val", "dev");
    private static final List<String> TEST = List.of("test", "testing", "eval");

    private final Catalog catalog;
    private final TextCharset charset;

    /** @param charset character set of files of text */
    public MaterialReader(Catalog catalog, TextCharset charset) {
        this.catalog = catalog;
        this.charset = charset;
    }

    /**
     * Whether a path has the name of a file of records, such as {@code labels.csv}, or is a folder of part files, and does not have images instead
     * of anything to learn from.
     */
    public static boolean isRecords(Path path) {
        return (RecordNames.isRecords(path) && !ImageSource.isParquet(path))
                || SHEETS.matcher(path.toString()).matches();
    }

    private static boolean isRecordsThere(Path path) {
        return isRecords(path) && (RecordNames.exists(path) || Files.isRegularFile(path));
    }

    /**
     * Looks at a path.
     *
     * @param data a folder, a file of records, or shards
     * @throws UserException if nothing is there that can be trained on
     */
    public Material look(Path data) throws IOException {
        InputPaths.requireOrPattern(data);
        if (ARRAYS.matcher(data.toString()).matches()) {
            throw new UserException(data + " holds arrays, for which no configuration can be written: Winnow trains on"
                    + " images, texts, rows and pairs of tables. Write rows of numbers as a CSV file with the names of"
                    + " the columns in its first line. Vectors of images that you have are clustered by"
                    + " `embed: {kind: features, train: FILE}` in a configuration of the method mlcd.");
        }
        if (isRecordsThere(data)) {
            return records(data, Optional.empty(), Optional.empty());
        }
        return Files.isDirectory(data) ? folder(data) : images(data, Optional.empty());
    }

    private Material folder(Path folder) throws IOException {
        List<Path> entries;
        try (Stream<Path> all = Files.list(folder)) {
            entries = all.filter(each -> !each.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
        List<Path> files =
                entries.stream().filter(MaterialReader::isRecordsThere).toList();
        Optional<Path> train = named(files, TRAIN);
        if (train.isPresent()) {
            return records(train.get(), named(files, VALIDATION), named(files, TEST));
        }
        List<Path> folders = entries.stream()
                .filter(each -> Files.isDirectory(each) || ImageSource.isParquet(each))
                .toList();
        Optional<Path> trainFolder = named(folders, TRAIN);
        if (trainFolder.isPresent()) {
            return images(trainFolder.get(), named(folders, TEST).or(() -> named(folders, VALIDATION)));
        }
        if (files.isEmpty()) {
            return images(folder, Optional.empty());
        }
        return besideRecords(folder, files);
    }

    /** A folder with files of records, which may describe images in the same folder. */
    private Material besideRecords(Path folder, List<Path> files) throws IOException {
        Optional<Material.Images> images = Optional.empty();
        try {
            images = Optional.of(images(folder, Optional.empty()));
        } catch (DataException | UserException e) {
            // It has no images, so that it can only be a folder of records.
        }
        if (images.isPresent() && images.get().classes() > 1) {
            return images.get();
        }
        Optional<Path> pairs = named(files, List.of("pairs"));
        if (files.size() > 1 && pairs.isEmpty()) {
            throw new UserException(folder + " has several files of records: "
                    + Shown.of(files.stream()
                            .map(each -> each.getFileName().toString())
                            .toList())
                    + ". Name the one to learn from, such as " + files.get(0) + ".");
        }
        return records(pairs.orElse(files.get(0)), Optional.empty(), Optional.empty());
    }

    private static Optional<Path> named(List<Path> paths, List<String> names) {
        return names.stream()
                .flatMap(name ->
                        paths.stream().filter(path -> RecordNames.stem(path).equalsIgnoreCase(name)))
                .findFirst();
    }

    private Material.Records records(Path file, Optional<Path> validation, Optional<Path> test) throws IOException {
        RecordsReport report = RecordsReport.of(file, charset);
        if (report.fields().size() < 2 && !report.unreadable().isEmpty()) {
            Map.Entry<String, String> column =
                    report.unreadable().entrySet().iterator().next();
            throw new UserException(file + " has too few columns to learn from, since the column " + column.getKey()
                    + " " + column.getValue() + ", which cannot be read. " + ParquetRecords.ADVICE);
        }
        boolean named = TRAIN.contains(RecordNames.stem(file).toLowerCase(Locale.ROOT));
        return new Material.Records(
                name(named ? file.toAbsolutePath().normalize().getParent() : file), report, validation, test);
    }

    private Material.Images images(Path train, Optional<Path> test) throws IOException {
        try (ImageDataset images = ImageInputs.open(train.toString(), catalog, DecodeOptions.of(3))) {
            boolean labelled = !(images.labels() instanceof NoLabels);
            Path named = train.toAbsolutePath().normalize();
            return new Material.Images(
                    name(TRAIN.contains(RecordNames.stem(named).toLowerCase(Locale.ROOT)) ? named.getParent() : named),
                    train,
                    test,
                    images.size(),
                    labelled ? images.labels().classNames().size() : 0,
                    images.labels() instanceof ClassSets,
                    ImageSides.of(images),
                    images.report().warnings());
        }
    }

    /** Returns a name that a run may have. */
    private static String name(Path path) {
        Path full = path.toAbsolutePath().normalize();
        String last = full.getFileName() == null ? "" : RecordNames.stem(full);
        String name = last.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return name.isEmpty() ? "mine" : name;
    }
}
