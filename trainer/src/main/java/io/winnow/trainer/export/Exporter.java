package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.onnx.OnnxFile;
import io.winnow.trainer.export.torchscript.TorchScriptFile;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vision.ImageData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Writes the model of a run as a bundle. Every file runs in its own runtime on images of the run's test data first; if one gives something
 * else than the live model, there is no bundle.
 */
public final class Exporter {
    private static final int IMAGES = 64;
    private static final int LEAST_IMAGES = 3;
    private static final double TOLERANCE = 1e-4;
    private static final double HALF_TOLERANCE = 2e-2;

    private final FinishedRun run;
    private final Options options;
    private final ImageData data;
    private final Consumer<String> progress;

    /**
     * What is exported.
     *
     * @param checkpoint last, best or a step
     * @param half float16 in place of float32
     * @param encoderOnly the encoder, even where there is a classifier
     */
    public record Options(Set<ExportFormat> formats, String checkpoint, boolean half, boolean encoderOnly) {
        DataType type() {
            return half ? DataType.FLOAT16 : DataType.FLOAT32;
        }

        double tolerance() {
            return half ? HALF_TOLERANCE : TOLERANCE;
        }
    }

    /**
     * What was found.
     *
     * @param live the live model's latency and throughput, of no file
     * @param formats by name
     */
    public record Report(ModelDescription model, Parity live, Map<String, Parity> formats) {}

    public Exporter(FinishedRun run, Options options, ImageData data, Consumer<String> progress) {
        this.run = run;
        this.options = options;
        this.data = data;
        this.progress = progress;
    }

    /**
     * Checks a target before the work.
     *
     * @throws UserException when something is there and is not to be replaced
     */
    public static void requireTarget(Path target, boolean force) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!force) {
            throw new UserException(target + " is there already; --force replaces it.");
        }
        boolean empty = false;
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                empty = files.findAny().isEmpty();
            }
        }
        if (!empty && !Files.isRegularFile(target.resolve(ModelDescription.FILE))) {
            throw new UserException(target + " holds something else than an export, so --force does not replace it.");
        }
    }

    /** Writes the bundle; on failure nothing is left, and what was there stays. */
    public Report write(Path target, NDManager manager) throws IOException {
        Report[] report = new Report[1];
        AtomicFiles.directory(target, folder -> {
            try (NDManager scope = manager.newSubManager();
                    LiveModel live = LiveModel.open(run, options.checkpoint(), options.encoderOnly(), data, scope)) {
                report[0] = fill(folder, live, scope);
            }
        });
        return report[0];
    }

    private Report fill(Path folder, LiveModel live, NDManager scope) throws IOException {
        NDArray images = data.testImages(IMAGES, scope);
        if (images.getShape().get(0) < LEAST_IMAGES) {
            throw new UserException("An export is compared with the live model on test images of the run, and needs "
                    + LEAST_IMAGES + " of them.");
        }
        ModelDescription description = live.description().withPrecision(options.half() ? "float16" : "float32");
        Graph graph = live.graph(images, scope);
        Parity.Measured expected = Parity.measure(live, images);
        Map<String, Parity> formats = new LinkedHashMap<>();
        for (ExportFormat format : options.formats()) {
            progress.accept("Writing " + format.folder() + ".");
            Path file = format.in(folder);
            Files.createDirectories(file.getParent());
            switch (format) {
                case TORCHSCRIPT -> TorchScriptFile.write(graph, options.type(), file);
                case ONNX ->
                    OnnxFile.write(
                            graph, List.of(description.kind().output()), options.type(), OnnxFile.MOST_INSIDE, file);
                case SAFETENSORS -> weights(live, file, scope);
            }
            Parity parity = compare(format, file, live, expected, images, scope);
            if (!parity.holds()) {
                throw new IOException("The " + format.folder() + " file gives something else than the live model: the"
                        + " largest difference on " + parity.images() + " images is " + parity.largestDifference()
                        + ", " + parity.tolerance() + " is allowed. Nothing was written.");
            }
            formats.put(format.folder(), parity);
        }
        Parity itself = Parity.of(expected, expected, description.kind(), options.tolerance(), 0);
        Report report = new Report(description, itself, formats);
        Files.writeString(folder.resolve(ModelDescription.FILE), Json.page(description));
        Files.writeString(folder.resolve("parity.json"), Json.page(report));
        Bundle.write(folder, report, run, options.formats());
        return report;
    }

    private void weights(LiveModel live, Path file, NDManager scope) throws IOException {
        try (NDManager converted = scope.newSubManager()) {
            Map<String, NDArray> weights = new LinkedHashMap<>();
            live.weights(converted).forEach((name, array) -> {
                NDArray stored = array.toType(options.type(), false);
                stored.attach(converted);
                weights.put(name, stored);
            });
            SafeTensors.write(file, weights, Map.of("format", "winnow-1"));
        }
    }

    private Parity compare(
            ExportFormat format, Path file, LiveModel live, Parity.Measured expected, NDArray images, NDManager scope)
            throws IOException {
        long bytes;
        try (Stream<Path> files = Files.list(file.getParent())) {
            bytes = files.mapToLong(each -> each.toFile().length()).sum();
        }
        try (NDManager reading = scope.newSubManager();
                ImageModel exported = format == ExportFormat.SAFETENSORS
                        ? live.withWeights(floats(SafeTensors.read(file, reading)), reading)
                        : ExportedModel.open(file, live.description(), reading)) {
            return Parity.of(
                    expected,
                    Parity.measure(exported, images),
                    live.description().kind(),
                    options.tolerance(),
                    bytes);
        }
    }

    private static Map<String, NDArray> floats(Map<String, NDArray> weights) {
        Map<String, NDArray> floats = new LinkedHashMap<>();
        weights.forEach((name, array) -> {
            NDArray converted = array.toType(DataType.FLOAT32, false);
            converted.attach(array.getManager());
            floats.put(name, converted);
        });
        return floats;
    }
}
