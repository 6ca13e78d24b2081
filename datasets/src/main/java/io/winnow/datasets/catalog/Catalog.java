package io.winnow.datasets.catalog;

import io.winnow.datasets.catalog.Entry.DataFile;
import io.winnow.datasets.catalog.Entry.DebianPackage;
import io.winnow.datasets.catalog.Entry.Download;
import io.winnow.datasets.catalog.Entry.SystemFolder;
import io.winnow.datasets.image.CifarBinaryImages;
import io.winnow.datasets.image.ComposedScenes;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.IdxImages;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.image.ImageSource;
import io.winnow.datasets.image.ShardPattern;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PmcTables;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The data sets that Winnow knows by name. */
public final class Catalog {
    private static final List<String> FASHION_CLASSES = List.of(
            "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot");
    private static final List<String> CIFAR_CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    /** A pattern as {@link ShardPattern} reads it. */
    private static final String CIFAR_ORIGINAL_TRAIN = "data_batch_{1..5}.bin";

    private static final String CIFAR_ORIGINAL_TEST = "test_batch.bin";

    private static final int TRAIN_SCENES = 20_000;
    private static final int TEST_SCENES = 4_000;

    private static final ComposedScenes.Layout FASHION_SCENES =
            new ComposedScenes.Layout(ImageSize.square(28), 2, 4, 4, ComposedScenes.Overlap.LIGHTER);

    private static final ComposedScenes.Layout CIFAR_SCENES =
            new ComposedScenes.Layout(ImageSize.square(32), 2, 4, 4, ComposedScenes.Overlap.LAST);

    private static final Entry FASHION_MNIST = new Entry(
            "fashion-mnist",
            "70,000 grey 28x28 images of clothes in 10 classes (Xiao et al. 2017)",
            "MIT",
            List.of(
                    new DataFile(
                            "train-images-idx3-ubyte.gz",
                            "b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7"),
                    new DataFile(
                            "train-labels-idx1-ubyte.gz",
                            "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056"),
                    new DataFile(
                            "t10k-images-idx3-ubyte.gz",
                            "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa"),
                    new DataFile(
                            "t10k-labels-idx1-ubyte.gz",
                            "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05")),
            List.of(
                    new SystemFolder(Path.of("/usr/share/datasets/fashion-mnist")),
                    new DebianPackage("dataset-fashion-mnist", "usr/share/datasets/fashion-mnist"),
                    new Download(
                            URI.create("https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"))));

    private static final Entry CIFAR_10 = new Entry(
            "cifar-10",
            "60,000 colour 32x32 images in 10 classes (Krizhevsky 2009), as WebDataset shards of JPEG or as published",
            "not stated by its authors; used for research",
            List.of(
                    new DataFile("train-000.tar", "c839369ff9019edaba09684398ef3be823561e6d5c4385dfea628135bdbe329a"),
                    new DataFile("train-001.tar", "70b2c8ae3b9c233c3877dc8374aee401eeb70fc02a11a4f63272ae54c5278337"),
                    new DataFile("train-002.tar", "e28ffe82ba9ceb8d4afa686325daa1f8a13f13a9329dee9a3f1c35a84e313da3"),
                    new DataFile("train-003.tar", "305433b8204b30deb92dd19fdcc580c25adc1f3601aea3a3b300a2f4c88748f7"),
                    new DataFile("train-004.tar", "139bfeb4d920d74a057164419fa20f1cde5bba061d5d384daec7a7763baaafb5"),
                    new DataFile("train-005.tar", "eb53986ade3f19d580ca10a2be0d24553f5726200766f876f136918c052a34b8"),
                    new DataFile("train-006.tar", "c73bcf76550b3db1eba2e7d9b076ed98a314a6ce75ac4c6eab214972422f5cb3"),
                    new DataFile("train-007.tar", "578dfcfb2f5101ad20d4dc431a008f6a2f093cc8f0797991a3b5c217a6678a61"),
                    new DataFile("train-008.tar", "84119b7f7eeaafb3c275830b20e6a4fd3f7c06ec0818006e53429645d457e0e9"),
                    new DataFile("train-009.tar", "0b063b45a5c348f4a498878b6c251be3ba6eabcff9b2a5950e435f42e7daef37"),
                    new DataFile("test-000.tar", "7daab8cfc24d3820ef8896466d07eb234cd5c7c2469c64dbe6f9af81e8953bb3")),
            List.of(
                    "data_batch_1.bin",
                    "data_batch_2.bin",
                    "data_batch_3.bin",
                    "data_batch_4.bin",
                    "data_batch_5.bin",
                    CIFAR_ORIGINAL_TEST),
            List.of());

    private static final Entry PMC_TABLES = new Entry(
            "pmc-tables",
            "1,391 graded pairs of 640 tables from biomedical articles (Habibi et al. 2020)",
            "not stated by its authors; used for research",
            List.of(new DataFile("tables.pickle", "f893cc3b5042bae303e7850da7112c6ed3a71fb93e61e48daad6767e03c03e50")),
            List.of());

    /** Seed of the synthetic labels. */
    private static final long SYNTHETIC_SEED = 1;

    private static final Entry SYNTHETIC_10_000 = synthetic(
            10_000,
            List.of(
                    "0363287dd498b155c154770fb84441a3f97e27b2555c678aefe0211ba7c9dcf2",
                    "586af0e7c3d4d34e9a1b4f007bffaa03bb676851f4e50139fc6a27101d0a02c6",
                    "560473a5ddefc09445e0b014e86366f3381d0b25fd777c60512fd2639dccc912",
                    "fc6bd2a753cd385e41c3fe906f3c829238870212232903864a6e66372f78062f"));
    private static final Entry SYNTHETIC_100_000 = synthetic(
            100_000,
            List.of(
                    "f22a71b770d7884328b14edb3784b1d41e757a68a7ac93c3dca973ea035e4547",
                    "7246e13032fad0666c244bdcfe90319312a592c8cec6eb4486036f4b452f4fd8",
                    "f6ccf6443ce8d3492fdc07a56ea13a65c66880d52b1ab509423d2a9d772a2c0d",
                    "43bd73862e4fea8a7a03b5d558ed7d4a4f98895c5cddbbe52ed0015815b8e058"));

    private final Fetcher fetcher;
    private final DataRoot root;

    public Catalog(DataRoot root) {
        this.root = root;
        fetcher = new Fetcher(root);
    }

    /** The folders in which data sets are stored. */
    public DataRoot root() {
        return root;
    }

    /** The parts of a data set. */
    public enum Split {
        TRAIN,
        TEST
    }

    /** One part of an image data set, written {@code NAME/train} or {@code NAME/test}. */
    public record Part(String name, Split split) {
        /** Parses a text. The result is empty if the text does not have this form, or if the catalog has no image data set of this name. */
        public static Optional<Part> of(String text) {
            return imageSets().stream()
                    .flatMap(name -> Stream.of(Split.values()).map(split -> new Part(name, split)))
                    .filter(part -> part.toString().equals(text))
                    .findFirst();
        }

        @Override
        public String toString() {
            return name + "/" + split.name().toLowerCase(Locale.ROOT);
        }
    }

    /** The names that {@link #images} accepts. */
    public static List<String> imageSets() {
        return List.of("fashion-mnist", "fashion-scenes", "cifar-10", "cifar-scenes");
    }

    /** The names among {@link #imageSets} of scenes that are composed of the images of another set. */
    public static List<String> sceneSets() {
        return List.of("fashion-scenes", "cifar-scenes");
    }

    /** The names that {@link #pairs} accepts. */
    public static List<String> pairSets() {
        return List.of("pmc-tables");
    }

    /** The data sets that can be fetched. */
    public static List<Entry> entries() {
        return List.of(FASHION_MNIST, CIFAR_10, PMC_TABLES, SYNTHETIC_10_000, SYNTHETIC_100_000);
    }

    /** @param checksums those of the parts and of the file of all labels */
    private static Entry synthetic(int labels, List<String> checksums) {
        List<DataFile> files = new ArrayList<>();
        for (int part = 0; part < SyntheticLabels.PARTS.size(); part++) {
            files.add(new DataFile(SyntheticLabels.PARTS.get(part), checksums.get(part)));
        }
        files.add(new DataFile(SyntheticLabels.LABELS, checksums.get(checksums.size() - 1)));
        return new Entry(
                "synthetic-" + labels,
                String.format(
                        Locale.ROOT,
                        "52,600 rows of 64 numbers with one to nine of %,d labels, whose frequencies follow a power law",
                        labels),
                "computed, free of rights",
                files,
                List.of(new Entry.Generated(new SyntheticLabels(labels, SYNTHETIC_SEED)::write)));
    }

    /**
     * Computes the data set to which a file belongs, if it is one that is computed and not there yet.
     *
     * @param file a relative path, whose first name is that of the data set
     * @return the file; empty if it belongs to no such data set
     */
    public Optional<Path> generated(Path file) throws IOException {
        for (Entry entry : entries()) {
            boolean own = file.getNameCount() == 2
                    && file.getName(0).toString().equals(entry.name())
                    && entry.files().stream()
                            .anyMatch(each -> each.name().equals(file.getName(1).toString()));
            if (own && entry.isGenerated()) {
                return Optional.of(fetch(entry).resolve(file.getName(1)));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the folder of a data set whose files, or whose authors' original files, are present and complete. Nothing is fetched; the
     * result is empty if files are missing.
     */
    public Optional<Path> present(Entry entry) throws IOException {
        return checked(entry).or(() -> originals(entry));
    }

    private Optional<Path> checked(Entry entry) throws IOException {
        for (Path folder : root.foldersOf(entry.name()).toList()) {
            if (Checksums.problem(folder, entry) == null) {
                return Optional.of(folder);
            }
        }
        for (Entry.Source source : entry.sources()) {
            if (source instanceof SystemFolder system && Checksums.problem(system.folder(), entry) == null) {
                return Optional.of(system.folder());
            }
        }
        return Optional.empty();
    }

    private Optional<Path> originals(Entry entry) {
        return root.foldersOf(entry.name())
                .filter(folder -> !entry.originals().isEmpty()
                        && entry.originals().stream().allMatch(file -> Files.isRegularFile(folder.resolve(file))))
                .findFirst();
    }

    /**
     * Finds a data set, or fetches it if it is missing. Returns the folder of its files, whose checksums are verified, or else the folder
     * of its authors' original files.
     */
    public Path fetch(Entry entry) throws IOException {
        return place(entry).folder();
    }

    /**
     * Where the files of a data set are.
     *
     * @param original whether they are the files that the authors published
     */
    private record Place(Path folder, boolean original) {}

    private Place place(Entry entry) throws IOException {
        Optional<Path> originals = originals(entry);
        if (originals.isEmpty()) {
            return new Place(fetcher.fetch(entry), false);
        }
        Optional<Path> checked = checked(entry);
        return new Place(checked.orElse(originals.get()), checked.isEmpty());
    }

    /**
     * Opens an image data set; fetches it first if necessary.
     *
     * @throws IllegalArgumentException if the name is not in the catalog
     * @throws UnavailableDataException if the data set is not present and no source provides it
     */
    public ImageDataset images(String name, Split split) throws IOException {
        return images(name, split, 1);
    }

    /**
     * Opens an image data set like {@link #images(String, Split)}, with a long tail of the items of scenes.
     *
     * @param itemTail how much likelier an item of a scene is of the first class than of the last, see {@link ComposedScenes}; must be 1
     *     unless the name is one of {@link #sceneSets}
     * @throws IllegalArgumentException if the name is not in the catalog, or has no scenes for a long tail
     * @throws UnavailableDataException if the data set is not present and no source provides it
     */
    public ImageDataset images(String name, Split split, double itemTail) throws IOException {
        if (itemTail != 1 && !sceneSets().contains(name)) {
            throw new IllegalArgumentException("The images of " + name
                    + " have no items; a long tail of them needs one of " + String.join(", ", sceneSets()) + ".");
        }
        String full = new Part(name, split).toString();
        return switch (name) {
            case "fashion-mnist" -> fashionMnist(full, split);
            // Test scenes are composed of the images of the test set, with another seed.
            case "fashion-scenes" -> scenes(full, images("fashion-mnist", split), split, FASHION_SCENES, itemTail, 1);
            case "cifar-10" -> cifar10(full, split);
            case "cifar-scenes" -> scenes(full, images("cifar-10", split), split, CIFAR_SCENES, itemTail, 3);
            default ->
                throw new IllegalArgumentException("The catalog has no image data set '" + name + "'. Choose one of: "
                        + String.join(", ", imageSets()) + ".");
        };
    }

    /** @param seed seed of the training scenes; that of the test scenes is the next one */
    private static ImageDataset scenes(
            String name, ImageDataset items, Split split, ComposedScenes.Layout layout, double itemTail, long seed) {
        return split == Split.TRAIN
                ? new ComposedScenes(name, items, layout, TRAIN_SCENES, itemTail, seed)
                : new ComposedScenes(name, items, layout, TEST_SCENES, itemTail, seed + 1);
    }

    /**
     * Opens a set of graded pairs of tables; fetches it first if necessary.
     *
     * @throws IllegalArgumentException if the name is not in the catalog
     * @throws UnavailableDataException if the data set is not present and no source provides it
     */
    public GradedPairs pairs(String name) throws IOException {
        if (!pairSets().contains(name)) {
            throw new IllegalArgumentException("The catalog has no set of table pairs '" + name + "'. Choose one of: "
                    + String.join(", ", pairSets()) + ".");
        }
        return PmcTables.read(fetch(PMC_TABLES).resolve("tables.pickle"));
    }

    private ImageDataset fashionMnist(String name, Split split) throws IOException {
        Path folder = fetch(FASHION_MNIST);
        String prefix = split == Split.TRAIN ? "train" : "t10k";
        return IdxImages.read(
                name,
                folder.resolve(prefix + "-images-idx3-ubyte.gz"),
                folder.resolve(prefix + "-labels-idx1-ubyte.gz"),
                FASHION_CLASSES);
    }

    private ImageDataset cifar10(String name, Split split) throws IOException {
        Place place = place(CIFAR_10);
        if (place.original()) {
            return originalCifar10(name, split, place.folder());
        }
        String prefix = split == Split.TRAIN ? "train" : "test";
        List<Path> shards = CIFAR_10.files().stream()
                .map(DataFile::name)
                .filter(file -> file.startsWith(prefix))
                .map(place.folder()::resolve)
                .toList();
        return ImageSource.openShards(name, shards, DecodeOptions.of(3), CIFAR_CLASSES);
    }

    private static ImageDataset originalCifar10(String name, Split split, Path folder) throws IOException {
        Path files = folder.resolve(split == Split.TRAIN ? CIFAR_ORIGINAL_TRAIN : CIFAR_ORIGINAL_TEST);
        return Files.exists(folder.resolve("batches.meta.txt"))
                ? ImageSource.open(name, files, DecodeOptions.of(3))
                : CifarBinaryImages.read(name, ShardPattern.files(files), 1, CIFAR_CLASSES);
    }
}
