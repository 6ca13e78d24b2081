package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.trainer.export.ImageModel;
import io.winnow.trainer.export.ModelDescription;
import io.winnow.trainer.predict.ImagePredictor;
import io.winnow.trainer.predict.Item;
import io.winnow.trainer.predict.Items;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow predict}. */
@Command(
        name = "predict",
        description = "Prints a line of JSON for each image: its most probable classes, or its representation.",
        mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = Models.DESCRIPTION)
    private Path model;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "INPUT",
            description = "An image, a .jsonl list of paths, or: " + ImageInput.DESCRIPTION)
    private List<String> inputs;

    @Option(names = "--output", paramLabel = "FILE", description = "Default: standard output.")
    private Path output;

    @Option(names = "--checkpoint", paramLabel = "best|last|STEP", description = "Of a run. Default: ${DEFAULT-VALUE}")
    private String checkpoint = "last";

    @Option(names = "--encoder", description = "The encoder, where the run trained a classifier.")
    private boolean encoder;

    @Option(names = "--batch-size", description = "Default: ${DEFAULT-VALUE}")
    private int batchSize = 64;

    @Option(names = "--workers", description = "Threads that decode. Default: one a core.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--top", description = "Classes of a line. Default: ${DEFAULT-VALUE}")
    private int top = 5;

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
        Catalog catalog = new Catalog(DataRoot.ofEnvironment());
        try (NDManager manager = NDManager.newBaseManager(Models.device(model));
                ImageModel opened = Models.open(model, checkpoint, encoder, catalog, manager);
                ImagePredictor predictor = new ImagePredictor(opened, batchSize, workers, manager)) {
            long begin = System.nanoTime();
            if (output == null) {
                predict(
                        predictor,
                        opened.description(),
                        catalog,
                        spec.commandLine().getOut());
            } else {
                AtomicFiles.write(output, temporary -> {
                    try (PrintWriter writer = new PrintWriter(temporary.toFile(), StandardCharsets.UTF_8)) {
                        predict(predictor, opened.description(), catalog, writer);
                        if (writer.checkError()) {
                            throw new IOException(output + " cannot be written.");
                        }
                    }
                });
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            spec.commandLine()
                    .getErr()
                    .println(String.format(
                            Locale.ROOT,
                            "%d images in %.1f s (%.0f images/s), %d could not be read",
                            done,
                            seconds,
                            done / seconds,
                            failed));
        }
        return failed == 0 ? 0 : Winnow.FAILED;
    }

    private void predict(ImagePredictor predictor, ModelDescription description, Catalog catalog, PrintWriter out)
            throws IOException {
        ImagePredictor.Results results = new ImagePredictor.Results() {
            @Override
            public void predicted(String key, float[] values) {
                out.println(Json.line(line(key, values, description)));
                done++;
            }

            @Override
            public void failed(String key, String why) {
                out.println(Json.line(Map.of("key", key, "error", why)));
                spec.commandLine().getErr().println(key + ": " + why);
                failed++;
            }
        };
        for (String input : inputs) {
            Path path = Path.of(input);
            if (Files.isRegularFile(path) && Items.isList(path)) {
                try (Stream<Item> items = Items.list(path, description.channels())) {
                    predictor.run(items.iterator(), results);
                }
            } else if (Items.isImage(path) && !Files.isDirectory(path)) {
                predictor.run(
                        List.of(Items.of(input, path, description.channels())).iterator(), results);
            } else {
                try (ImageDataset images = ImageInput.open(input, catalog, description.channels())) {
                    predictor.run(Items.of(images).iterator(), results);
                }
            }
            out.flush();
        }
    }

    private Map<String, Object> line(String key, float[] values, ModelDescription description) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", key);
        if (description.kind() == ModelDescription.Kind.ENCODER) {
            line.put("embedding", values);
            return line;
        }
        List<Map<String, Object>> predictions = new ArrayList<>();
        IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Float.compare(values[b], values[a]))
                .limit(top)
                .forEach(k -> {
                    Map<String, Object> prediction = new LinkedHashMap<>();
                    prediction.put("label", description.classes().get(k));
                    prediction.put("probability", values[k]);
                    predictions.add(prediction);
                });
        line.put("predictions", predictions);
        return line;
    }
}
