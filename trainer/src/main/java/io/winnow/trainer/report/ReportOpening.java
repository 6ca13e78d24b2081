package io.winnow.trainer.report;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.Entry;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.example.Shard;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.ItemContent;
import io.winnow.datasets.split.Split;
import io.winnow.datasets.text.Text;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.modality.image.ListedImagesConfig;
import io.winnow.trainer.modality.records.DescribedParts;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.modality.records.RecordsConfig;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Opens the data of a report and puts their items in order. */
public final class ReportOpening {
    /** The only part of data that are not divided. */
    private static final String ALL = "all";

    private ReportOpening() {}

    /**
     * Opens images.
     *
     * @param data what the user names
     * @param test further images that models are judged by; empty if there are none
     * @throws UserException if both are the same
     */
    public static ReportData images(String data, Optional<String> test, Catalog catalog, DecodeOptions options)
            throws IOException {
        List<ImageDataset> opened = new ArrayList<>();
        try {
            opened.add(ImageInputs.openMeasured(data, catalog, options));
            if (test.isPresent()) {
                opened.add(ImageInputs.openMeasured(test.get(), catalog, options));
                requireDifferent(data, test.get(), opened);
            }
            return joined(data, test, opened, catalog);
        } catch (IOException | RuntimeException e) {
            close(opened);
            throw e;
        }
    }

    private static void requireDifferent(String data, String test, List<ImageDataset> opened) {
        if (opened.get(0).fingerprint().equals(opened.get(1).fingerprint())) {
            throw new UserException("--test is " + test + ", which has the same images as DATA, " + data
                    + ". Name the images that models are judged by, or leave out --test.");
        }
        if (opened.get(0).channels() != opened.get(1).channels()) {
            throw new UserException(data + " has " + opened.get(0).channels() + " channels, and --test " + test
                    + " has " + opened.get(1).channels() + ". Pixels can only be compared if both have the same.");
        }
    }

    private static ReportData joined(String data, Optional<String> test, List<ImageDataset> opened, Catalog catalog)
            throws IOException {
        List<String> parts = test.isPresent() ? List.of(ReportData.TRAIN, ReportData.TEST) : List.of(ALL);
        List<ItemKind.Place<Image>> places = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        List<Integer> of = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Map<String, List<Path>> files = new LinkedHashMap<>();
        for (int part = 0; part < opened.size(); part++) {
            ImageDataset images = opened.get(part);
            for (int i = 0; i < images.size(); i++) {
                places.add(new ItemKind.Place<>(images, i));
                keys.add(images.key(i));
                of.add(part);
            }
            notes.addAll(notes(parts.get(part), images.report()));
            files.put(parts.get(part), files(part == 0 ? data : test.orElseThrow(), images, catalog));
        }
        Labels labels = opened.size() == 1
                ? opened.get(0).labels()
                : JoinedLabels.of(opened.get(0).labels(), opened.get(1).labels());
        int[] parted = of.stream().mapToInt(each -> each).toArray();
        int[] order = order(parted, keys);
        ImageDataset first = opened.get(0);
        return new ReportData(
                name(data),
                select(keys, order),
                new Split(parts, select(parted, order)),
                labels.select(order),
                Map.of(),
                new ItemKind.Images(select(places, order), first.channels(), first.decoding()),
                Optional.empty(),
                files,
                entry(data).map(Entry::licence),
                notes,
                () -> close(opened));
    }

    /** The name that a report shows: it does not say where the data are on this machine. */
    static String name(String data) {
        return Catalog.Part.of(data).isPresent()
                ? data
                : String.valueOf(Path.of(data).toAbsolutePath().normalize().getFileName());
    }

    private static List<String> notes(String part, ReadReport report) {
        List<String> notes = new ArrayList<>();
        report.passedOver().forEach(each -> notes.add("Passed over in " + part + ": " + each + "."));
        notes.addAll(report.warnings());
        return notes;
    }

    private static Optional<Entry> entry(String data) {
        return Catalog.Part.of(data)
                .flatMap(part -> Catalog.entries().stream()
                        .filter(each -> each.name().equals(part.name()))
                        .findFirst());
    }

    private static List<Path> files(String data, ImageDataset images, Catalog catalog) throws IOException {
        if (!images.shards().isEmpty()) {
            return images.shards().stream().map(Shard::file).distinct().sorted().toList();
        }
        Optional<Entry> entry = entry(data);
        if (entry.isPresent()) {
            return catalog.present(entry.get()).stream().toList();
        }
        return Catalog.Part.of(data).isPresent() ? List.of() : List.of(Path.of(data));
    }

    /** Opens data that are described by files of records. */
    public static ReportData described(String name, RecordDataConfig config) throws IOException {
        DescribedParts parts = DescribedParts.read(config);
        DescribedData all = parts.data();
        int[] order = order(
                Arrays.stream(parts.split().of())
                        .map(part -> part == Split.NONE ? Integer.MAX_VALUE : part)
                        .toArray(),
                all.keys());
        DescribedData data = all.select(order);
        Labels labels = parts.labels().select(order);
        Map<String, List<String>> groups = new LinkedHashMap<>();
        List<String> columns = config.records().group();
        for (int g = 0; g < columns.size(); g++) {
            int column = g;
            groups.put(
                    columns.get(g),
                    data.groups().stream().map(values -> values.get(column)).toList());
        }
        Map<String, List<Path>> files = new LinkedHashMap<>();
        config.records().paths().forEach((part, path) -> files.put(part, List.of(path)));
        List<String> notes = new ArrayList<>(data.warnings());
        notes.addAll(data.notes());
        notes.replaceAll(note -> withoutFolders(note, config.records()));
        List<ImageDataset> opened = new ArrayList<>();
        ItemKind items = items(data, config, opened);
        return new ReportData(
                name,
                data.keys(),
                new Split(parts.split().parts(), select(parts.split().of(), order)),
                labels,
                groups,
                items,
                parts.tokens(),
                files,
                Optional.empty(),
                notes,
                () -> close(opened));
    }

    /** A report is handed over: it does not say where the files are on this machine. */
    private static String withoutFolders(String note, RecordsConfig records) {
        String shown = note;
        for (Path file : Stream.concat(
                        records.paths().values().stream(),
                        records.join().stream().map(RecordsConfig.Join::file))
                .toList()) {
            shown = shown.replace(file.toString(), file.getFileName().toString());
        }
        return shown;
    }

    private static ItemKind items(DescribedData data, RecordDataConfig config, List<ImageDataset> opened)
            throws IOException {
        if (data.content() instanceof ItemContent.Texts texts) {
            return new ItemKind.Texts(texts.parts().stream()
                    .map(each -> new Text(each, texts.pair()))
                    .toList());
        } else if (data.content() instanceof ItemContent.Values values) {
            return new ItemKind.Rows(values);
        } else if (config instanceof ListedImagesConfig listed) {
            ImageDataset images = ImageSource.openDescribedMeasured(data, new NoLabels(data.size()), listed.decoding());
            opened.add(images);
            return new ItemKind.Images(
                    IntStream.range(0, data.size())
                            .mapToObj(i -> new ItemKind.Place<>(images, i))
                            .toList(),
                    images.channels(),
                    images.decoding());
        }
        throw new UserException("The items of " + data.name() + " are files, but not images. A report can be made of"
                + " images, texts and rows.");
    }

    private static int[] order(int[] parts, List<String> keys) {
        return IntStream.range(0, parts.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(i -> parts[i]).thenComparing(keys::get))
                .mapToInt(i -> i)
                .toArray();
    }

    private static <T> List<T> select(List<T> all, int[] order) {
        return Arrays.stream(order).mapToObj(all::get).toList();
    }

    private static int[] select(int[] all, int[] order) {
        return Arrays.stream(order).map(i -> all[i]).toArray();
    }

    private static void close(List<ImageDataset> opened) throws IOException {
        for (ImageDataset images : opened) {
            images.close();
        }
    }
}
