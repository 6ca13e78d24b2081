package io.winnow.trainer.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Plural;
import io.winnow.trainer.loop.ItemsToChoose;
import io.winnow.trainer.loop.OneTimeChoice;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Choice;
import io.winnow.trainer.select.Strategies;
import io.winnow.trainer.select.Strategy;
import io.winnow.trainer.select.Vectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow loop choose}. */
@Command(
        name = "choose",
        description = "Chooses items to label from vectors that you have, once and without a project.",
        mixinStandardHelpOptions = true)
final class LoopChooseCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ITEMS",
            description =
                    "CSV, TSV, JSON lines or Parquet with a record for each item. The column label has the class of each item"
                            + " that is labelled, and is blank for all others.")
    private Path file;

    @Option(
            names = "--vectors",
            required = true,
            paramLabel = "FILE",
            description = "Vectors of the items (.npy or .safetensors), one row per record in the same order, such as"
                    + " those of `winnow embed`. They are scaled to length 1, as those of a project are.")
    private Path vectors;

    @Option(names = "--raw", description = "Compares the vectors as they are, without scaling them.")
    private boolean raw;

    @Option(
            names = "--key-column",
            paramLabel = "NAME",
            description = "Column of ITEMS that names the items. Default: key; without it, items are numbered from 1.")
    private Optional<String> keyColumn = Optional.empty();

    @Option(
            names = "--label-column",
            paramLabel = "NAME",
            description = "Column of ITEMS that has the class. By default, it is found by its name.")
    private Optional<String> labelColumn = Optional.empty();

    @Option(
            names = "--by",
            paramLabel = "STRATEGY",
            description = "Strategy that chooses the items, any of `winnow loop select` except ofds and lts. Default:"
                    + " ${DEFAULT-VALUE}")
    private String by = Strategies.coldStart().key();

    @Option(names = "--count", paramLabel = "N", description = "Number of items to choose. Default: ${DEFAULT-VALUE}")
    private int count = 20;

    @Option(
            names = "--classes",
            paramLabel = "K",
            description = "Number of classes, which probcover needs. Default: the number of different labels")
    private Optional<Integer> classes = Optional.empty();

    @Option(
            names = "--positive",
            paramLabel = "CLASS",
            description =
                    "Rare class that threshold and highest look for. It also changes what mix and cluster-share do.")
    private Optional<String> positive = Optional.empty();

    @Option(
            names = "--keep-duplicates",
            description =
                    "Lets several items with equal vectors be chosen. Otherwise the first stands for all of them, and"
                            + " none is chosen if one has a label.")
    private boolean keepDuplicates;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of all random choices, at least 0. Default: ${DEFAULT-VALUE}")
    private long seed = 1;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description =
                    "File to write the choices to (.csv or .jsonl), best first: rank, key, row (counted from 0), strategy"
                            + " and score.")
    private Path output;

    @Option(names = "--force", description = "Replaces the output file if it exists already.")
    private boolean force;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Strategy strategy = strategy();
        if (count < 1 || seed < 0) {
            throw new UserException(
                    "--count must be at least 1, and --seed at least 0; found " + count + " and " + seed + ".");
        }
        TableFile.requireWritable(output);
        Outputs.requireFile("--output", output, force);
        ItemsToChoose items = ItemsToChoose.read(InputPaths.require(file), keyColumn, labelColumn);
        try (NDManager manager = NDManager.newBaseManager(device.usual());
                NDArray read = FiniteVectors.read(InputPaths.require(vectors), manager)) {
            if (read.getShape().get(0) != items.keys().size()) {
                throw new UserException(vectors + " has " + read.getShape().get(0) + " rows, but " + file + " has "
                        + items.keys().size() + " records. Give one row for each record, in their order.");
            }
            OneTimeChoice choice = OneTimeChoice.of(
                    raw ? Vectors.of(read) : Vectors.of(read).unit(),
                    items.labels(),
                    classCount(items, strategy),
                    rare(items),
                    !keepDuplicates,
                    strategy,
                    count,
                    seed,
                    manager);
            choice.notes().forEach(spec.commandLine().getErr()::println);
            TableFile.write(output, List.of("rank", "key", "row", "strategy", "score"), rows(choice, items));
            spec.commandLine()
                    .getOut()
                    .println(output + ": "
                            + Plural.of(choice.chosen().size(), "item was chosen.", "items were chosen."));
        }
        return 0;
    }

    private static List<List<Object>> rows(OneTimeChoice choice, ItemsToChoose items) {
        List<List<Object>> rows = new ArrayList<>();
        for (Choice each : choice.chosen()) {
            rows.add(Arrays.asList(
                    rows.size() + 1,
                    items.keys().get(each.row()),
                    each.row(),
                    each.strategy(),
                    Double.isNaN(each.score()) ? null : each.score()));
        }
        return rows;
    }

    private Strategy strategy() {
        List<String> names = Strategies.all().stream()
                .filter(each -> !each.needsObjects() && !each.learnsFromRewards())
                .map(Strategy::key)
                .toList();
        if (!names.contains(by)) {
            throw new UserException("--by must be one of " + String.join(", ", names) + "; found '" + by + "'"
                    + EditDistance.nearest(by, names)
                            .map(near -> ". Did you mean '" + near + "'?")
                            .orElse("."));
        }
        Strategy found = Strategies.find(by).orElseThrow();
        if (found.needsPositive() && positive.isEmpty()) {
            throw new UserException("The strategy " + by + " looks for a rare class: name it with --positive.");
        }
        return found;
    }

    private int classCount(ItemsToChoose items, Strategy strategy) {
        int known = items.classNames().size();
        if (strategy.key().equals("probcover") && known < 2 && classes.isEmpty()) {
            throw new UserException(
                    "The strategy probcover clusters the items into as many clusters as there are classes,"
                            + " and the labels do not tell: add --classes K.");
        }
        if (classes.isPresent() && classes.get() < Math.max(2, known)) {
            throw new UserException(
                    "--classes must be at least 2, and at least the number of different labels, which is " + known
                            + "; found " + classes.get() + ".");
        }
        return classes.orElse(Math.max(2, known));
    }

    private OptionalInt rare(ItemsToChoose items) {
        if (positive.isEmpty()) {
            return OptionalInt.empty();
        }
        int number = items.classNames().indexOf(positive.get());
        if (number < 0) {
            throw new UserException("No item has the label '" + positive.get() + "' of --positive"
                    + EditDistance.nearest(positive.get(), items.classNames())
                            .map(near -> "; the nearest label is '" + near + "'")
                            .orElse("")
                    + ". A classifier needs some items of it.");
        }
        return OptionalInt.of(number);
    }
}
