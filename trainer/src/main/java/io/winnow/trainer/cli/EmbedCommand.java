package io.winnow.trainer.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.table.ReadOptions;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TableFiles;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.image.ImagePreprocessing;
import io.winnow.trainer.predict.InputNames;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.tabsim.FittedTables;
import io.winnow.trainer.recipe.tabsim.TabSim;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.PreparedTables;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow embed}. */
@Command(
        name = "embed",
        description =
                "Computes the representations (embedding vectors) of images, texts, rows or tables, and writes them in the order of the inputs.",
        mixinStandardHelpOptions = true)
final class EmbedCommand implements Callable<Integer> {
    private static final int TABLES_AT_ONCE = 256;

    @Parameters(index = "0", paramLabel = "RUN", description = "Directory of a run.")
    private Path folder;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "INPUT",
            description = "For a run on images: " + ImageInput.DESCRIPTION
                    + " For a run on texts or rows: files with the columns of the training, or - for one text per line of standard"
                    + " input. For a run of tabsim: folders or files of tables.")
    private List<String> inputs;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description =
                    "File to write: .npy, .safetensors or .jsonl. Only .jsonl holds the key of each vector as well. If there are"
                            + " several inputs, each key begins with the name of its input.")
    private Path output;

    @Mixin
    private WeightsOptions weights;

    @Mixin
    private TableOptions reading;

    @Option(names = "--force", description = "Replaces the output file if it exists already.")
    private boolean force;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        VectorFiles.requireWritable(output);
        Outputs.requireFile("--output", output, force);
        FinishedRun run = FinishedRun.open(folder);
        if (!Models.isOfRecords(folder)) {
            ImageInput.requirePaths(inputs);
        }
        int unreadable = 0;
        try (NDManager manager = NDManager.newBaseManager(device.of(run.experiment()))) {
            if (run.experiment().recipe() instanceof TabSim) {
                unreadable = embedTables(run, manager);
            } else if (Models.isOfRecords(folder)) {
                embedRecords(run, manager);
            } else {
                embedImages(run, manager);
            }
        }
        return unreadable == 0 ? 0 : Winnow.FAILED;
    }

    /** Returns the number of files and tables that could not be read, and have no vector. */
    private int embedTables(FinishedRun run, NDManager manager) throws IOException {
        FittedTables.requireLast(weights.choice());
        ReadOptions options = reading.read();
        Outputs.requireNoTables(output, inputs);
        try (FittedTables fitted = FittedTables.open(run, manager)) {
            NDList parts = new NDList();
            List<String> keys = new ArrayList<>();
            InputNames names = new InputNames(inputs);
            int unreadable = 0;
            int blank = 0;
            for (int i = 0; i < inputs.size(); i++) {
                String prefix = names.prefix(i);
                try (TableFiles tables = TableFiles.open(Path.of(inputs.get(i)), options)) {
                    while (tables.hasNext()) {
                        List<Table> batch = new ArrayList<>();
                        while (batch.size() < TABLES_AT_ONCE && tables.hasNext()) {
                            batch.add(tables.next());
                        }
                        batch.forEach(table -> keys.add(prefix + table.id()));
                        try (PreparedTables prepared = fitted.encoder().prepare(batch)) {
                            parts.add(fitted.encoder().embed(prepared, manager));
                        }
                    }
                    unreadable += tables.unreadableCount();
                    blank += tables.blankCount();
                }
            }
            if (parts.isEmpty()) {
                throw new UserException("There are no tables in " + String.join(", ", inputs) + ".");
            }
            write(parts, keys, manager);
            if (unreadable + blank > 0) {
                spec.commandLine()
                        .getErr()
                        .println("There is no vector for " + unreadable
                                + " files and tables that could not be read, and for " + blank
                                + " tables without text.");
            }
            return unreadable;
        }
    }

    private void embedRecords(FinishedRun run, NDManager manager) throws IOException {
        try (RecordEncoder encoder = RecordEncoder.open(run, weights.choice(), manager)) {
            NDList parts = new NDList();
            List<String> keys = new ArrayList<>();
            InputNames names = new InputNames(inputs);
            for (int i = 0; i < inputs.size(); i++) {
                String prefix = names.prefix(i);
                Dataset<?> items = encoder.read(inputs.get(i), names.name(i));
                parts.add(encoder.embed(items, manager));
                IntStream.range(0, items.size())
                        .mapToObj(row -> prefix + items.key(row))
                        .forEach(keys::add);
            }
            write(parts, keys, manager);
        }
    }

    private void embedImages(FinishedRun run, NDManager manager) throws IOException {
        Catalog catalog = new Catalog(DataRoot.ofEnvironment());
        ImagePreprocessing trained =
                ImagePreprocessing.of(folder.toString(), run.data().inputs());
        try (Embedder encoder =
                Embedder.load(run.encoder().network(), trained, run.encoderFile(weights.choice()), manager)) {
            NDList parts = new NDList();
            List<String> keys = new ArrayList<>();
            InputNames names = new InputNames(inputs);
            for (int i = 0; i < inputs.size(); i++) {
                String input = inputs.get(i);
                String prefix = names.prefix(i);
                try (ImageDataset images = ImageInput.open(input, catalog, trained.decoding())) {
                    if (images.channels() != trained.channels()) {
                        throw new UserException("The run was trained on images with " + trained.channels()
                                + " channels; the images of " + input + " have " + images.channels()
                                + ". Name images with the same number of channels.");
                    }
                    parts.add(encoder.embed(images, manager));
                    IntStream.range(0, images.size())
                            .mapToObj(row -> prefix + images.key(row))
                            .forEach(keys::add);
                }
            }
            write(parts, keys, manager);
        }
    }

    private void write(NDList parts, List<String> keys, NDManager manager) throws IOException {
        NDArray vectors = NDArrays.concat(parts);
        vectors.attach(manager);
        VectorFiles.write(output, vectors, keys);
        spec.commandLine()
                .getOut()
                .println(output + ": " + vectors.getShape().get(0) + " vectors of length "
                        + vectors.getShape().get(1));
    }
}
