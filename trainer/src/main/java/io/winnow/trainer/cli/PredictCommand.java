package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.table.TableFiles;
import io.winnow.datasets.table.UnreadableTableException;
import io.winnow.trainer.export.ImageModel;
import io.winnow.trainer.export.ModelDescription;
import io.winnow.trainer.export.TableModel;
import io.winnow.trainer.predict.ImageLines;
import io.winnow.trainer.predict.ImagePredictor;
import io.winnow.trainer.predict.Item;
import io.winnow.trainer.predict.Items;
import io.winnow.trainer.predict.TablePredictor;
import io.winnow.trainer.predict.TableResults;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow predict}. */
@Command(
        name = "predict",
        description =
                "Prints a line of JSON for each image (its most probable classes, nearest centers, or representation), table (its"
                        + " representation) or pair of tables (how similar they are).",
        mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = Models.DESCRIPTION)
    private Path model;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "INPUT",
            description = "An image, a .jsonl list of paths, or: " + ImageInput.DESCRIPTION
                    + " For a model of tables: folders or files of tables.")
    private List<String> inputs;

    @Option(names = "--output", paramLabel = "FILE", description = "Default: standard output.")
    private Path output;

    @Mixin
    private ModelOptions choice;

    @Option(names = "--batch-size", description = "Default: ${DEFAULT-VALUE}")
    private int batchSize = 64;

    @Option(names = "--workers", description = "Threads that decode. Default: one a core.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--top", description = "Classes or centers of a line. Default: ${DEFAULT-VALUE}")
    private int top = 5;

    @Option(
            names = "--pairs",
            description = "For a model of tables: the inputs are JSON lines of {\"a\": table, \"b\": table}.")
    private boolean pairs;

    @Option(names = "--force", description = "Replaces the output.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    private int done;
    private int failed;

    @Override
    public Integer call() throws IOException {
        if (batchSize < 1 || workers < 1 || top < 1) {
            throw new UserException("--batch-size, --workers and --top must be at least 1.");
        }
        if (output != null && Files.exists(output) && !force) {
            throw new UserException(output + " is there already; --force replaces it.");
        }
        boolean tables = Models.isOfTables(model);
        if (pairs && !tables) {
            throw new UserException("--pairs is for models of tables; " + model + " is one of images.");
        }
        long begin = System.nanoTime();
        if (output == null) {
            predict(tables, spec.commandLine().getOut());
        } else {
            AtomicFiles.write(output, temporary -> {
                try (PrintWriter writer = new PrintWriter(temporary.toFile(), StandardCharsets.UTF_8)) {
                    predict(tables, writer);
                    if (writer.checkError()) {
                        throw new IOException(output + " cannot be written.");
                    }
                }
            });
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        String unit = pairs ? "pairs" : tables ? "tables" : "images";
        spec.commandLine()
                .getErr()
                .println(String.format(
                        Locale.ROOT,
                        "%d %s in %.1f s (%.0f %s/s), %d could not be read",
                        done,
                        unit,
                        seconds,
                        done / seconds,
                        unit,
                        failed));
        return failed == 0 ? 0 : Winnow.FAILED;
    }

    private void predict(boolean tables, PrintWriter out) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Models.device(model))) {
            if (tables) {
                predictTables(out, manager);
                return;
            }
            Catalog catalog = new Catalog(DataRoot.ofEnvironment());
            try (ImageModel opened = Models.open(model, choice.choice(), manager);
                    ImagePredictor predictor = new ImagePredictor(opened, batchSize, workers, manager)) {
                predict(predictor, opened.description(), catalog, out);
            }
        }
    }

    private void predictTables(PrintWriter out, NDManager manager) throws IOException {
        TableResults results = new TableResults() {
            @Override
            public void found(Map<String, Object> line) {
                print(line, out);
            }

            @Override
            public void failed(String key, String why) {
                fail(key, why, out);
            }
        };
        try (TableModel opened = Models.openTables(model, choice.choice(), manager)) {
            TablePredictor predictor = new TablePredictor(opened, batchSize, manager);
            for (String input : inputs) {
                if (pairs) {
                    predictor.compare(TableInputs.file(input), results);
                } else {
                    try (TableFiles files = TableFiles.open(Path.of(input), TableInputs.options(Integer.MAX_VALUE))) {
                        predictor.embed(files, results);
                    } catch (UnreadableTableException | NoSuchFileException e) {
                        throw new UserException(e.getMessage());
                    }
                }
                out.flush();
            }
        }
    }

    private void print(Map<String, Object> line, PrintWriter out) {
        out.println(Json.line(line));
        done++;
    }

    private void fail(String key, String why, PrintWriter out) {
        out.println(Json.line(Map.of("key", key, "error", why)));
        spec.commandLine().getErr().println(key + ": " + why);
        failed++;
    }

    private void predict(ImagePredictor predictor, ModelDescription description, Catalog catalog, PrintWriter out)
            throws IOException {
        ImagePredictor.Results results = new ImagePredictor.Results() {
            @Override
            public void predicted(String key, float[] values) {
                print(ImageLines.of(key, values, description, top), out);
            }

            @Override
            public void failed(String key, String why) {
                fail(key, why, out);
            }
        };
        int channels = description.images().channels();
        for (String input : inputs) {
            Path path = Path.of(input);
            if (Files.isRegularFile(path) && Items.isList(path)) {
                try (Stream<Item> items = Items.list(path, channels)) {
                    predictor.run(items.iterator(), results);
                }
            } else if (Items.isImage(path) && !Files.isDirectory(path)) {
                predictor.run(List.of(Items.of(input, path, channels)).iterator(), results);
            } else {
                try (ImageDataset images = ImageInput.open(input, catalog, channels)) {
                    predictor.run(Items.of(images).iterator(), results);
                }
            }
            out.flush();
        }
    }
}
