package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.inspect.Pictures;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.LabelNoise;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairFile;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow data unpack}. */
@Command(
        name = "unpack",
        description =
                "Writes labelled images as PNG files, one folder for each class; or graded pairs of tables as JSON lines.",
        mixinStandardHelpOptions = true)
final class UnpackCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "DATA",
            description = ImageInputs.DESCRIPTION + " Or pmc-tables, whose pairs and tables are written to the files"
                    + " pairs.jsonl and tables.jsonl.")
    private String data;

    @Parameters(index = "1", paramLabel = "DIR", description = "Folder to write to. It must not exist yet.")
    private Path target;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Number of images to write, chosen at even intervals. At least 1. Default: all")
    private Optional<Integer> limit = Optional.empty();

    @Option(
            names = "--wrong",
            paramLabel = "SHARE",
            description =
                    "Share of the images (at least 0, below 1) that are written to the folder of a wrong class, drawn at"
                            + " random, in order to try out training with wrong labels. Default: ${DEFAULT-VALUE}")
    private double wrong;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description =
                    "Random seed of the choice of the images with a wrong label, and of these labels. Default: ${DEFAULT-VALUE}")
    private long seed = 1;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        new OptionRules(spec).needs("--seed", "--wrong");
        if (Files.exists(target)) {
            throw new UserException(target + " exists already; name a folder that does not exist yet.");
        }
        if (Catalog.pairSets().contains(data)) {
            return unpackPairs();
        }
        if (!(wrong >= 0 && wrong < 1)) {
            throw new UserException("--wrong must be at least 0 and below 1, found " + wrong + ".");
        }
        if (limit.orElse(1) < 1) {
            throw new UserException("--limit must be at least 1, found " + limit.get() + ".");
        }
        try (ImageDataset images = ImageInputs.open(data, new Catalog(DataRoot.ofEnvironment()), DecodeOptions.of(3))) {
            if (!(images.labels() instanceof ClassLabels labels)) {
                throw new UserException("Unpacking needs exactly one label per image, which names its folder; "
                        + images.name() + " has none or several. Name labelled images, such as a folder with one"
                        + " subfolder per class.");
            }
            if (wrong > 0 && labels.classCount() < 2) {
                throw new UserException("--wrong needs at least two classes; " + images.name() + " has only one: "
                        + String.join(", ", labels.classNames()) + ". Leave out --wrong.");
            }
            Map<String, String> folders = folders(labels.classNames());
            int[] chosen = EvenSpacing.of(images.size(), limit.orElse(images.size()));
            int count = chosen.length;
            int[] classes = Arrays.stream(chosen)
                    .map(example -> labels.classes()[example])
                    .toArray();
            int[] given =
                    wrong == 0 ? classes : LabelNoise.SYMMETRIC.corrupt(classes, labels.classCount(), wrong, seed);
            AtomicFiles.directory(target, folder -> {
                for (String name : labels.classNames()) {
                    Files.createDirectories(folder.resolve(folders.get(name)));
                }
                for (int i = 0; i < count; i++) {
                    Path file = folder.resolve(folders.get(labels.classNames().get(given[i])))
                            .resolve(String.format(Locale.ROOT, "%06d.png", chosen[i]));
                    try (OutputStream out = Files.newOutputStream(file)) {
                        Pictures.writePng(Pictures.of(images.item(chosen[i])), out);
                    }
                }
            });
            int differing = (int) IntStream.range(0, count)
                    .filter(i -> given[i] != classes[i])
                    .count();
            spec.commandLine()
                    .getOut()
                    .println(target + ": " + count + " images in " + labels.classCount() + " folders"
                            + (differing == 0 ? "" : ", " + differing + " of them in the folder of a wrong class"));
            return 0;
        }
    }

    private int unpackPairs() throws IOException {
        if (limit.isPresent() || wrong != 0) {
            throw new UserException("--limit and --wrong apply to images, but " + data
                    + " consists of pairs of tables. Leave them out.");
        }
        GradedPairs set = new Catalog(DataRoot.ofEnvironment()).pairs(data);
        AtomicFiles.directory(
                target, folder -> PairFile.write(set, folder.resolve("pairs.jsonl"), folder.resolve("tables.jsonl")));
        spec.commandLine()
                .getOut()
                .println(target + ": " + set.tables().size() + " tables (tables.jsonl) and "
                        + set.pairs().size() + " pairs of them (pairs.jsonl)");
        return 0;
    }

    /**
     * Returns the name of the folder of each class. Characters that not every file system allows are replaced, and so is a dot at the
     * beginning, because hidden folders are not read.
     *
     * @throws UserException if two classes would have the same folder, which on some systems also holds for upper and lower case
     */
    private static Map<String, String> folders(List<String> classNames) {
        Map<String, String> folders = new HashMap<>();
        Map<String, String> classes = new HashMap<>();
        for (String name : classNames) {
            String allowed =
                    name.replaceAll("[/\\\\:*?\"<>|\\p{Cntrl}]|^\\.", "-").strip();
            String folder = allowed.isEmpty() ? "-" : allowed;
            String other = classes.put(folder.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                throw new UserException("The classes '" + other + "' and '" + name + "' would have the same folder, '"
                        + folder + "'. Rename one of them.");
            }
            folders.put(name, folder);
        }
        return folders;
    }
}
