package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Plural;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.loop.ItemScan;
import io.winnow.trainer.loop.ItemTable;
import io.winnow.trainer.loop.ObjectScan;
import io.winnow.trainer.loop.Project;
import io.winnow.trainer.loop.RoundFiles;
import io.winnow.trainer.model.InputNames;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.Item;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.predict.Predictor;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.PoolObjects;
import io.winnow.trainer.select.Strategy;
import io.winnow.trainer.select.Vectors;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The items of a labelling project, read and encoded by its encoder. */
final class LoopData {
    private static final int SHOWN = 5;

    private final Path encoder;
    private final List<String> inputs;
    private final NDManager manager;
    private final PrintWriter err;
    private final InputOptions options =
            new InputOptions(new Catalog(DataRoot.ofEnvironment()), TextCharset.UTF_8, Optional.empty());

    LoopData(String encoder, List<String> inputs, NDManager manager, PrintWriter err) {
        this.encoder = Path.of(encoder);
        this.inputs = inputs;
        this.manager = manager;
        this.err = err;
    }

    LoopData(Project project, NDManager manager, PrintWriter err) {
        this(project.config().encoder(), project.config().data(), manager, err);
    }

    /**
     * Returns a manager on the device for the encoder of a project.
     *
     * @throws UserException if there is no such encoder, or no such device
     */
    static NDManager manager(Project project, DeviceOption device) throws IOException {
        Path encoder = Path.of(project.config().encoder());
        try {
            return NDManager.newBaseManager(device.of(encoder));
        } catch (UserException e) {
            throw !encoder.isAbsolute() && !Files.exists(encoder)
                    ? new UserException(
                            e.getMessage()
                                    + " The paths in loop.yaml are relative to the folder in which the project was created: run the"
                                    + " command there, or correct `encoder` in loop.yaml.",
                            e)
                    : e;
        }
    }

    /** Reads all items and computes their vectors. */
    ItemScan scan() throws IOException {
        try (TrainedModel model = model();
                Predictor predictor = new Predictor(model, manager)) {
            model.reader().require(inputs);
            err.println("Computing the vectors of the " + model.reader().unit() + " with " + encoder + " ..");
            ItemScan scan = ItemScan.of(predictor, model.digest(), inputs, options);
            scan.unreadable().stream().limit(SHOWN).forEach(problem -> err.println("Left out " + problem));
            if (scan.unreadable().size() > SHOWN) {
                err.println("Left out " + (scan.unreadable().size() - SHOWN) + " further unreadable items.");
            }
            if (scan.repeated() > 0) {
                err.println("Left out "
                        + Plural.of(
                                scan.repeated(), "text that repeats an earlier one", "texts that repeat earlier ones")
                        + ".");
            }
            return scan;
        }
    }

    private TrainedModel model() throws IOException {
        return Models.openEncoder(encoder, WeightsChoice.LAST, manager);
    }

    /** Returns the vectors of a project's items, of unit length; computes and keeps them if they are not there. */
    Vectors vectors(Project project, ItemTable items) throws IOException {
        Optional<Vectors> kept;
        try (TrainedModel model = model()) {
            kept = project.vectors(items, model.digest());
        }
        if (kept.isPresent()) {
            return kept.get();
        }
        ItemScan scan = scan();
        boolean same = scan.items().size() == items.size()
                && IntStream.range(0, items.size())
                        .allMatch(row -> scan.items()
                                .get(row)
                                .fingerprint()
                                .equals(items.get(row).fingerprint()));
        if (!same) {
            throw new UserException(
                    "The data " + String.join(", ", inputs)
                            + " are not those that the project was created from: they have "
                            + scan.items().size() + " items, the project has " + items.size()
                            + ", or some items differ. Restore the data, or create a new project and import the answers there.");
        }
        project.keep(scan);
        return scan.vectors().unit();
    }

    /** Returns the objects in the images of a project, if a strategy needs them. */
    Optional<PoolObjects> objects(Project project, ItemTable items, Strategy strategy) throws IOException {
        if (!strategy.needsObjects()) {
            return Optional.empty();
        }
        String proposals = project.config().proposals().orElseThrow();
        InputPaths.require(Path.of(proposals));
        err.println("Computing the vectors of the objects of " + proposals + " ..");
        try (TrainedModel model = model();
                Predictor predictor = new Predictor(model, manager)) {
            return Optional.of(new ObjectScan(items, predictor, options, err::println).of(project, manager));
        }
    }

    /**
     * Returns the label of each item by the labels that the data have themselves; null for those without one.
     *
     * @param several whether items may have several classes
     * @throws UserException if the data have no such labels, or other classes than the project
     */
    int[][] labels(ItemTable items, List<String> classes, boolean several) throws IOException {
        int[][] labels = new int[items.size()][];
        InputNames names = new InputNames(inputs);
        try (TrainedModel model = model()) {
            for (int i = 0; i < inputs.size(); i++) {
                String input = inputs.get(i);
                Optional<Dataset<?>> found = model.reader().labelled(input, options);
                if (found.isEmpty()
                        || !(several ? ClassSets.class : ClassLabels.class)
                                .isInstance(found.get().labels())) {
                    throw new UserException(input + " has no labels with "
                            + (several ? "the classes of each item" : "one class per item")
                            + ". Name a file of labels with --simulate FILE.");
                }
                try (Dataset<?> data = found.get()) {
                    for (int row = 0; row < data.size(); row++) {
                        OptionalInt item = items.find(names.prefix(i) + data.key(row));
                        if (item.isPresent() && data.labels().known(row)) {
                            labels[item.getAsInt()] = own(data.labels(), row).stream()
                                    .mapToInt(name -> number(name, classes, input))
                                    .sorted()
                                    .toArray();
                        }
                    }
                }
            }
        }
        if (Stream.of(labels).allMatch(Objects::isNull)) {
            throw new UserException(
                    "No item of the project has a label of its own. Name a file of labels with --simulate FILE,"
                            + " such as the file of the texts itself if it has the columns text and label.");
        }
        return labels;
    }

    private static List<String> own(Labels labels, int row) {
        int[] classes = labels instanceof ClassSets sets
                ? sets.positives()[row]
                : new int[] {((ClassLabels) labels).classes()[row]};
        return IntStream.of(classes).mapToObj(labels.classNames()::get).toList();
    }

    private static int number(String name, List<String> classes, String input) {
        int number = classes.indexOf(name);
        if (number < 0) {
            throw new UserException(input + " has the class '" + name + "', which the project does not have"
                    + EditDistance.nearest(name, classes)
                            .map(near -> "; the nearest is '" + near + "'")
                            .orElse("")
                    + ". Add it to classes.txt.");
        }
        return number;
    }

    /** Returns what draws small pictures of items that have no file of their own. */
    RoundFiles.Pictures pictures() {
        return ids -> {
            if (ids.isEmpty()) {
                return Map.of();
            }
            try (TrainedModel model = model()) {
                return pictures(model.reader(), ids);
            }
        };
    }

    private <X> Map<String, byte[]> pictures(ItemReader<X> reader, Set<String> ids) throws IOException {
        Map<String, byte[]> found = new HashMap<>();
        reader.read(inputs, options, (items, progress) -> {
            while (items.hasNext() && found.size() < ids.size()) {
                Item<X> item = items.next();
                if (ids.contains(item.key())
                        && reader.preview(item.source().read()) instanceof Preview.Picture picture) {
                    found.put(item.key(), picture.png());
                }
            }
        });
        return found;
    }
}
