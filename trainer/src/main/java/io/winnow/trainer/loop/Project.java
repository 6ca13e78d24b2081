package io.winnow.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.file.TextFile;
import io.winnow.datasets.label.LabelText;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Vectors;
import io.winnow.trainer.vectors.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of a project. All of its files are text that can be kept under version control, except those in {@code cache}, which are computed
 * again if they are missing.
 *
 * @param folder the folder
 * @param config its settings
 */
public record Project(Path folder, LoopConfig config) {
    static final String CONFIG = "loop.yaml";
    static final String CLASSES = "classes.txt";
    static final String ITEMS = "items.jsonl";
    static final String ANSWERS = "answers.jsonl";
    static final String TEST = "test.csv";
    static final String ROUNDS = "rounds";
    static final String CACHE = "cache";
    private static final String VECTORS = "vectors.npy";
    /** File with the digest of the encoder that the vectors are of. */
    private static final String ENCODER = "encoder.txt";

    /**
     * Opens a project.
     *
     * @throws UserException if the folder is none
     */
    public static Project open(Path folder) {
        Path config = folder.resolve(CONFIG);
        if (!Files.isRegularFile(config)) {
            throw new UserException(folder + " is not the folder of a labelling project, since it has no " + CONFIG
                    + ". Name a project, or create one with `winnow loop init`.");
        }
        return new Project(folder, new ConfigReader().read(LoopConfig.class, config, List.of()));
    }

    /**
     * Requires that a project can be created in a folder.
     *
     * @throws UserException if there is one already, or something else
     */
    public static void requireNone(Path folder) throws IOException {
        if (Files.exists(folder.resolve(CONFIG))) {
            throw new UserException(
                    folder + " holds a project already, which is not replaced. Continue it with `winnow loop"
                            + " status " + folder + "`, or name another folder.");
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserException(folder + " is a file. Name a folder that does not exist yet.");
        }
        if (Files.isDirectory(folder)) {
            try (Stream<Path> content = Files.list(folder)) {
                if (content.findAny().isPresent()) {
                    throw new UserException(folder + " is not empty. Name a folder that does not exist yet.");
                }
            }
        }
    }

    /** Creates a project with its round 0, if there are test items. The folder holds all of its files or is not there. */
    static Project create(
            Path folder,
            LoopConfig config,
            List<String> classes,
            ItemScan scan,
            List<LoopRound.Selected> test,
            RoundFiles.Pictures pictures)
            throws IOException {
        requireNone(folder);
        AtomicFiles.directory(folder, temporary -> {
            Files.writeString(
                    temporary.resolve(CONFIG),
                    "# The settings of this labelling project. The guide to the labelling loop explains them.\n"
                            + new ConfigReader().toYaml(config));
            Files.writeString(temporary.resolve(CLASSES), String.join("\n", classes) + "\n");
            scan.items().write(temporary.resolve(ITEMS));
            Files.writeString(temporary.resolve(ANSWERS), "");
            if (!test.isEmpty()) {
                TableFile.write(
                        temporary.resolve(TEST),
                        List.of("id"),
                        test.stream().map(each -> List.<Object>of(each.id())).toList());
            }
            Project made = new Project(temporary, config);
            Files.createDirectories(temporary.resolve(ROUNDS));
            made.keep(scan);
            if (!test.isEmpty()) {
                new RoundFiles(made, scan.items(), pictures, folder).write(0, test);
            }
        });
        return new Project(folder, config);
    }

    /** Keeps the vectors of the items, and of which encoder they are. */
    public void keep(ItemScan scan) throws IOException {
        Path cache = Files.createDirectories(folder.resolve(CACHE));
        Files.writeString(cache.resolve(".gitignore"), "*\n");
        Files.deleteIfExists(cache.resolve(ENCODER));
        try (NDManager manager = NDManager.newBaseManager();
                NDArray array = scan.vectors().array(manager)) {
            Npy.write(cache.resolve(VECTORS), array);
        }
        // Written last: without it, the vectors do not count.
        Files.writeString(cache.resolve(ENCODER), scan.encoder());
    }

    /**
     * Returns the vectors of the items (N, D), of unit length; empty if they must be computed again.
     *
     * @param encoder digest of the encoder
     */
    public Optional<Vectors> vectors(ItemTable items, String encoder) throws IOException {
        Path file = folder.resolve(CACHE).resolve(VECTORS);
        Path digest = file.resolveSibling(ENCODER);
        if (!Files.exists(file)
                || !Files.exists(digest)
                || !Files.readString(digest).equals(encoder)) {
            return Optional.empty();
        }
        try (NDManager manager = NDManager.newBaseManager();
                NDArray array = Npy.read(file, manager)) {
            if (array.getShape().get(0) != items.size()) {
                throw new UserException(file + " has " + array.getShape().get(0) + " vectors, but " + ITEMS + " has "
                        + items.size() + " items. Delete " + file + "; it is then computed again.");
            }
            return Optional.of(Vectors.of(array).unit());
        }
    }

    public ItemTable items() throws IOException {
        return ItemTable.read(folder.resolve(ITEMS));
    }

    AnswerLog answers() throws IOException {
        return AnswerLog.read(folder.resolve(ANSWERS));
    }

    /**
     * Reads the names of the classes.
     *
     * @throws UserException if the file has fewer than two, or one twice
     */
    public List<String> classes() throws IOException {
        Path file = folder.resolve(CLASSES);
        List<String> classes = classes(file);
        requireSeparable(classes, config, file);
        return classes;
    }

    /**
     * Requires that names can be told apart where several stand in a cell.
     *
     * @throws UserException if items may have several classes, and a name has their separator in it
     */
    static void requireSeparable(List<String> classes, LoopConfig config, Path file) {
        classes.stream()
                .filter(name -> config.several() && name.contains(LabelText.SEPARATOR))
                .findFirst()
                .ifPresent(name -> {
                    throw new UserException(
                            "The class '" + name + "' of " + file + " has a vertical bar in its name,"
                                    + " which stands between the classes of an item where items may have several. Rename the class.");
                });
    }

    /**
     * Returns the number of the rare class among the classes; empty if none is looked for.
     *
     * @throws UserException if it is not among them
     */
    public OptionalInt positive(List<String> classes) {
        if (config.positive().isEmpty()) {
            return OptionalInt.empty();
        }
        String name = config.positive().get();
        int number = classes.indexOf(name);
        if (number < 0) {
            throw new UserException("The rare class '" + name + "' is not among the classes in "
                    + folder.resolve(CLASSES)
                    + EditDistance.nearest(name, classes)
                            .map(near -> "; the nearest is '" + near + "'")
                            .orElse("")
                    + ". Correct `positive` in " + CONFIG + ".");
        }
        return OptionalInt.of(number);
    }

    /** Reads a file with the name of a class in each line. */
    public static List<String> classes(Path file) throws IOException {
        List<String> classes = TextFile.lines(file.toString(), Files.newInputStream(file), TextCharset.UTF_8).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        Set<String> seen = new HashSet<>();
        for (String name : classes) {
            if (!seen.add(name)) {
                throw new UserException(file + " has the class '" + name + "' twice. Remove one of the lines.");
            }
        }
        if (classes.size() < 2) {
            throw new UserException(file + " has " + (classes.isEmpty() ? "no class" : "one class only")
                    + ", but there must be at least two. Write the name of a class into each line.");
        }
        return classes;
    }

    void addClasses(List<String> more) throws IOException {
        List<String> all = new ArrayList<>(classes());
        all.addAll(more);
        requireSeparable(all, config, folder.resolve(CLASSES));
        AtomicFiles.write(folder.resolve(CLASSES), String.join("\n", all) + "\n");
    }

    /** Returns the ids of the test items; none if the project was created without. */
    public Set<String> testItems() throws IOException {
        Path file = folder.resolve(TEST);
        return Files.exists(file) ? new HashSet<>(TestFile.read(file)) : Set.of();
    }

    /**
     * Returns the class of each item that people have labelled, by its row in {@link #items}; not those of test items.
     *
     * @throws UserException if items may have several classes
     */
    public Map<Integer, String> labels() throws IOException {
        if (config.several()) {
            throw new UserException("The items of " + folder
                    + " may have several classes (`several: true`), but one class for each is needed here. Name a project"
                    + " whose items have one class each.");
        }
        ItemTable items = items();
        List<String> classes = classes();
        Set<String> test = testItems();
        Map<Integer, String> labels = new HashMap<>();
        LabelState.of(LoopTask.ONE_CLASS, answers(), items, classes).labels().forEach((row, label) -> {
            if (!test.contains(items.get(row).id())) {
                labels.put(row, classes.get(label[0]));
            }
        });
        return labels;
    }

    /** Returns the rounds, oldest first. Round 0 has the test items, if there are any. */
    public List<LoopRound> rounds() throws IOException {
        List<LoopRound> rounds = new ArrayList<>();
        for (int number = 0; number == 0 || Files.isDirectory(roundFolder(number)); number++) {
            if (Files.isDirectory(roundFolder(number))) {
                rounds.add(LoopRound.read(number, roundFolder(number)));
            }
        }
        return rounds;
    }

    /** Returns the number of the next round, at least 1. */
    public int nextRound() throws IOException {
        List<LoopRound> rounds = rounds();
        return rounds.isEmpty() ? 1 : rounds.get(rounds.size() - 1).number() + 1;
    }

    Path roundFolder(int number) {
        return folder.resolve(ROUNDS).resolve(String.format(Locale.ROOT, "%03d", number));
    }
}
