package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.table.UnreadableTableException;
import io.winnow.trainer.export.ImageModel;
import io.winnow.trainer.export.ModelDescription;
import io.winnow.trainer.export.RecordModel;
import io.winnow.trainer.export.TableModel;
import io.winnow.trainer.predict.ImagePredictor;
import io.winnow.trainer.predict.InputNames;
import io.winnow.trainer.predict.PredictionLine;
import io.winnow.trainer.predict.TablePredictor;
import io.winnow.trainer.predict.TableResults;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
                "Prints one line of JSON for each image (its most probable classes, its nearest class centers or its"
                        + " representation), for each table (its representation) or for each pair of tables (their"
                        + " similarity).",
        mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = Models.DESCRIPTION)
    private Path model;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "INPUT",
            description =
                    "For a model of images: an image file; a list (.jsonl) with one {\"path\": \"a.png\"} per line, whose"
                            + " paths are relative to the folder of the list; or " + ImageInput.DESCRIPTION
                            + " For a model of texts: files of texts as in a training, or - for one text per line of standard input."
                            + " For a model of tables: folders or files of tables."
                            + " An input that cannot be read yields a line with its key and \"error\", and exit code 1."
                            + " If there are several inputs, each key begins with the name of its input.")
    private List<String> inputs;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "File to write the lines to. Default: standard output")
    private Path output;

    @Mixin
    private ModelOptions choice;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Number of inputs that are computed at once. Default: ${DEFAULT-VALUE}")
    private int batchSize = 64;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Number of threads that decode images. Default: one per core")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "Number of classes or class centers per line. Default: ${DEFAULT-VALUE}")
    private int top = 5;

    @Option(
            names = "--pairs",
            description =
                    "Compares pairs of tables. The inputs are files of JSON with one {\"a\": table, \"b\": table} per line, or with an"
                            + " array of these."
                            + " For a model of tables only.")
    private boolean pairs;

    @Mixin
    private EncodingOption encoding;

    @Option(names = "--force", description = "Replaces the output file if it exists already.")
    private boolean force;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    private int done;
    private int failed;

    @Override
    public Integer call() throws IOException {
        if (batchSize < 1 || workers < 1 || top < 1) {
            throw new UserException("--batch-size, --workers and --top must be at least 1; found --batch-size "
                    + batchSize + ", --workers " + workers + ", --top " + top + ".");
        }
        if (output != null) {
            Outputs.requireFile("--output", output, force);
        }
        ImageInput.requirePaths(inputs);
        boolean tables = Models.isOfTables(model);
        if (pairs && !tables) {
            throw new UserException("--pairs can only be used with a model of tables, but " + model
                    + " is a model of images. Leave out --pairs.");
        }
        if (output != null && tables) {
            Outputs.requireNoTables(output, inputs);
        }
        long begin = System.nanoTime();
        if (output == null) {
            predict(tables, spec.commandLine().getOut());
        } else {
            AtomicFiles.write(output, temporary -> {
                try (Writer writer = Files.newBufferedWriter(temporary)) {
                    predict(tables, writer);
                }
            });
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        String unit = pairs ? "pair" : tables ? "table" : Models.isOfRecords(model) ? "text" : "image";
        spec.commandLine()
                .getErr()
                .println(String.format(
                        Locale.ROOT,
                        "%s in %.1f s (%.0f %ss/s), %d could not be read",
                        Plural.of(done, unit, unit + "s"),
                        seconds,
                        done / seconds,
                        unit,
                        failed));
        return failed == 0 ? 0 : Winnow.FAILED;
    }

    private void predict(boolean tables, Writer out) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(device.of(model))) {
            if (tables) {
                predictTables(out, manager);
                return;
            }
            if (Models.isOfRecords(model)) {
                predictRecords(out, manager);
                return;
            }
            Catalog catalog = new Catalog(DataRoot.ofEnvironment());
            try (ImageModel opened = Models.open(model, choice.choice(), manager);
                    ImagePredictor predictor = new ImagePredictor(opened, batchSize, workers, manager)) {
                ModelDescription description = opened.description();
                new PredictInputs(inputs, catalog, description.images().decoding())
                        .each(items -> predictor.run(items, results(description, out)));
            }
        }
    }

    private ImagePredictor.Results results(ModelDescription description, Writer out) {
        return new ImagePredictor.Results() {
            @Override
            public void predicted(String key, float[] values) throws IOException {
                print(
                        PredictionLine.of(
                                key, values, description.kind(), Optional.ofNullable(description.target()), top),
                        out);
            }

            @Override
            public void failed(String key, String why) throws IOException {
                fail(key, why, out);
            }
        };
    }

    private void predictRecords(Writer out, NDManager manager) throws IOException {
        InputNames names = new InputNames(inputs);
        try (RecordModel opened = RecordModel.open(FinishedRun.open(model), choice.choice(), manager)) {
            for (int i = 0; i < inputs.size(); i++) {
                Dataset<?> items = inputs.get(i).equals(ImageInput.STANDARD_INPUT)
                        ? opened.lines(names.name(i), System.in)
                        : opened.read(Path.of(inputs.get(i)));
                float[][] outputs = opened.run(items, manager);
                for (int row = 0; row < outputs.length; row++) {
                    String key = names.prefix(i) + items.key(row);
                    print(PredictionLine.of(key, outputs[row], opened.kind(), opened.target(), top), out);
                }
            }
        }
    }

    private void predictTables(Writer out, NDManager manager) throws IOException {
        InputNames names = new InputNames(inputs);
        try (TableModel opened = Models.openTables(model, choice.choice(), manager)) {
            TablePredictor predictor = new TablePredictor(opened, batchSize, manager);
            for (int i = 0; i < inputs.size(); i++) {
                Path path = Path.of(inputs.get(i));
                TableResults results = new Lines(names.prefix(i), out);
                try {
                    if (inputs.get(i).equals(ImageInput.STANDARD_INPUT)) {
                        fail(names.name(i), PredictInputs.NO_STANDARD_INPUT, out);
                    } else if (pairs && Files.isDirectory(path)) {
                        fail(
                                names.name(i),
                                "is a folder; --pairs needs files of pairs (JSON Lines, or a JSON array)",
                                out);
                    } else if (pairs) {
                        predictor.compare(path, results);
                    } else {
                        predictor.embed(path, encoding.read(Integer.MAX_VALUE), results);
                    }
                } catch (UnreadableTableException e) {
                    fail(names.name(i), e.reason(), out);
                } catch (AccessDeniedException e) {
                    fail(names.name(i), PredictInputs.denied(e), out);
                }
            }
        }
    }

    /** Prints the results for the tables or pairs of one input. */
    private final class Lines implements TableResults {
        private final String prefix;
        private final Writer out;

        Lines(String prefix, Writer out) {
            this.prefix = prefix;
            this.out = out;
        }

        @Override
        public void found(Map<String, Object> line) throws IOException {
            line.computeIfPresent("key", (name, key) -> prefix + key);
            print(line, out);
        }

        @Override
        public void failed(String key, String why) throws IOException {
            fail(prefix + key, why, out);
        }
    }

    private void print(Map<String, Object> line, Writer out) throws IOException {
        done++;
        write(line, out);
    }

    private void fail(String key, String why, Writer out) throws IOException {
        failed++;
        spec.commandLine().getErr().println(key + ": " + why);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", key);
        line.put("error", why);
        write(line, out);
    }

    /**
     * Writes a line, and ends the command when the output can no longer be written. A {@link PrintWriter} for standard output tells that
     * only when it is asked, which is done once per batch, because the question flushes the buffer.
     */
    private void write(Map<String, Object> line, Writer out) throws IOException {
        out.write(Json.line(line) + System.lineSeparator());
        if (out instanceof PrintWriter results && (done + failed) % batchSize == 0 && results.checkError()) {
            throw new BrokenOutputException();
        }
    }
}
