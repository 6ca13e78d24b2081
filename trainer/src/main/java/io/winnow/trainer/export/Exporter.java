package io.winnow.trainer.export;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.models.layer.ChannelBlocks;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.onnx.OnnxFile;
import io.winnow.trainer.export.torchscript.TorchScriptFile;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.Exportable;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.ModelPart;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.runtime.ArrayFunction;
import io.winnow.trainer.runtime.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Writes a model as a bundle. Every file is first run in its own runtime on examples, such as those that a run has stored. If the outputs of a
 * file differ from those of the live model, no bundle is written.
 */
public final class Exporter {
    private static final int MIN_EXAMPLES = 3;
    private static final double TOLERANCE = 1e-4;
    private static final double HALF_TOLERANCE = 2e-2;

    private static final String HIDDEN_CACHES =
            " On this machine, PyTorch's own convolutions are wrong for most numbers of channels (see winnow doctor). Use"
                    + " --format onnx, or export on another machine.";

    /** Says in the README of a bundle what the folder {@link Exportable#PUBLISHED} is. */
    private static final String PUBLISHED = String.format(Locale.ROOT, """

            ## The model in the form of its library

            The folder `%s` has the weights under the names of the library that published the model, with the configuration, the preprocessing
            and the files of the tokenizer that this library reads, as far as it has them.
            """, Exportable.PUBLISHED);

    private final ExportSource source;
    private final Options options;
    private final Consumer<String> progress;

    /**
     * Options of an export.
     *
     * @param formats the formats to write
     * @param choice which model of a run to write
     * @param half whether to write and compute in float16 instead of float32
     * @param int8 whether to write a further ONNX file with int8 weights
     * @param calibration how to calibrate the probabilities of a classifier; empty if they are written as they are
     * @param aboutData what the model card ends with, in Markdown, such as the badges of a report on the data; may be empty
     */
    public record Options(
            Set<ExportFormat> formats,
            ModelChoice choice,
            boolean half,
            boolean int8,
            Optional<CalibrationOptions> calibration,
            String aboutData) {
        public Options {
            if (int8 && (half || !formats.contains(ExportFormat.ONNX))) {
                throw new UserException(
                        "--int8 writes a second ONNX file, which is compared with that of float32, so it needs the"
                                + " format onnx and cannot be used together with --half.");
            }
            if (half && calibration.isPresent() && calibration.get().precision().isPresent()) {
                throw new UserException(
                        "--abstain-at-precision chooses a threshold for probabilities of float32. --half rounds them, near 1"
                                + " by up to 0.0002, so other predictions would be accepted. Leave out one of the two.");
            }
        }

        DataType type() {
            return half ? DataType.FLOAT16 : DataType.FLOAT32;
        }
    }

    /**
     * Options of a calibration.
     *
     * @param data data of the run
     * @param precision the wanted precision of accepted predictions; empty if all are accepted
     */
    public record CalibrationOptions(RunData data, OptionalDouble precision) {
        public CalibrationOptions {
            if (precision.isPresent() && !(precision.getAsDouble() > 0 && precision.getAsDouble() < 1)) {
                throw new UserException("--abstain-at-precision must be above 0 and below 1, such as 0.95; found "
                        + precision.getAsDouble() + ".");
            }
        }
    }

    /**
     * The result of an export.
     *
     * @param model description of the exported model
     * @param live latency and throughput of each part of the live model, by the name of the part
     * @param files comparison of each file with the live model, by the path of the file in the bundle
     * @param int8 comparison of the file with int8 weights with that of float32; null if there is none
     */
    public record Report(ModelDescription model, Map<String, Parity> live, Map<String, Parity> files, Int8 int8) {}

    public Exporter(ExportSource source, Options options, Consumer<String> progress) {
        this.source = source;
        this.options = options;
        this.progress = progress;
    }

    /**
     * Checks before an export whether its target may be written.
     *
     * @param force whether an existing bundle may be replaced
     * @throws UserException if the target exists and must not be replaced
     */
    public static void requireTarget(Path target, boolean force) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!force) {
            throw new UserException(target + " already exists. Add --force to replace it, or choose another --output.");
        }
        boolean empty = false;
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                empty = files.findAny().isEmpty();
            }
        }
        if (!empty && !Files.isRegularFile(target.resolve(ModelDescription.FILE))) {
            throw new UserException(target + " exists and is not an export (it has no " + ModelDescription.FILE
                    + "), so --force does not replace it. Choose another --output.");
        }
    }

    /** Writes the bundle. If this fails, no incomplete bundle is left, and an existing one is not changed. */
    public Report write(Path target, NDManager manager) throws IOException {
        Report[] report = new Report[1];
        AtomicFiles.directory(target, folder -> {
            try (NDManager scope = manager.newSubManager();
                    TrainedModel model = source.open(options.choice(), scope)) {
                report[0] = fill(folder, exportable(model, manager), scope);
            }
        });
        return report[0];
    }

    private Exportable exportable(TrainedModel model, NDManager manager) throws IOException {
        if (options.calibration().isPresent()) {
            return source.calibrated(model, options.calibration().get(), manager);
        }
        return model.exportable()
                .orElseThrow(() -> new UserException(source.name()
                        + " has no network that can be exported. Use `winnow predict` with it; or export a run"
                        + " that trains an encoder, or a published model of images or texts."));
    }

    private Report fill(Path folder, Exportable live, NDManager scope) throws IOException {
        ModelDescription description = live.describe(options.half() ? "float16" : "float32");
        Map<String, Parity> itself = new LinkedHashMap<>();
        Map<String, Parity> files = new LinkedHashMap<>();
        Int8 int8 = null;
        for (ModelPart part : live.parts(scope)) {
            if (part.rows() < MIN_EXAMPLES) {
                throw new UserException(
                        "The exported files are compared with the live model on " + source.examples(description) + "."
                                + " This needs at least " + MIN_EXAMPLES + " examples, but the run has " + part.rows()
                                + ". Train on more data.");
            }
            Graph graph = part.graph();
            Parity.Measured expected = Parity.measure(part.live(), part.examples());
            itself.put(part.name(), Parity.of(expected, expected, part.agreement(), part.rows(), TOLERANCE, 0));
            for (ExportFormat format : options.formats()) {
                if (format == ExportFormat.SAFETENSORS && !part.name().equals(ModelPart.MODEL)) {
                    continue;
                }
                Path file = format.in(folder, part.name());
                String place = folder.relativize(file).toString();
                progress.accept("Writing " + place + ".");
                Files.createDirectories(file.getParent());
                write(format, file, part, graph, live, description);
                files.put(place, compare(format, file, live, part, expected, description.output(), scope));
            }
            if (options.int8() && part.name().equals(ModelPart.MODEL)) {
                int8 = int8(folder, part, graph, expected, scope);
            }
        }
        Report report = new Report(description, itself, files, int8);
        Files.writeString(folder.resolve(ModelDescription.FILE), Json.page(description));
        Files.writeString(folder.resolve("parity.json"), Json.page(report));
        live.writeBeside(folder, options.formats());
        Optional<Path> centers = source.centerTable(options.choice());
        if (centers.isPresent()) {
            Files.copy(centers.get(), folder.resolve(centers.get().getFileName()));
        }
        boolean onnx = options.formats().contains(ExportFormat.ONNX);
        boolean linked = onnx && TritonConfig.write(folder, description);
        if (onnx && !linked) {
            progress.accept("No symbolic link could be created for Triton. Before you use it, copy the folder onnx of"
                    + " the bundle to 1.");
        }
        Files.writeString(
                folder.resolve("README.md"),
                live.readme(description, options.formats())
                        + (Files.isDirectory(folder.resolve(Exportable.PUBLISHED)) ? PUBLISHED : "")
                        + centers.map(Exporter::aboutCenters).orElse("")
                        + (onnx ? TritonConfig.readme(linked) : "")
                        + CalibrationText.of(description)
                        + Int8Text.readme(int8, description));
        Files.writeString(folder.resolve("MODEL_CARD.md"), source.card(report) + options.aboutData());
        return report;
    }

    /** Says in the README of a bundle what the table of the class centers is. */
    private static String aboutCenters(Path table) {
        return String.format(Locale.ROOT, """

                ## What the class centers stand for

                The table `%s` has a line for each class center, in the order of the outputs of the model: its number, counted from 0, and its label.
                """, table.getFileName());
    }

    private Int8 int8(Path folder, ModelPart part, Graph graph, Parity.Measured live, NDManager scope)
            throws IOException {
        Path file = ExportFormat.int8(folder);
        progress.accept("Writing " + folder.relativize(file) + ".");
        Files.createDirectories(file.getParent());
        int operators = OnnxFile.writeInt8(graph, part.outputs(), file);
        if (operators == 0) {
            throw new UserException("The model of " + source.name()
                    + " has no products, convolutions or tables of vectors whose weights could be int8. Leave"
                    + " out --int8.");
        }
        Parity.Measured found;
        try (NDManager reading = scope.newSubManager();
                ArrayFunction exported = ModelFile.open(file, reading)) {
            found = Parity.measure(exported, part.examples());
        }
        Int8 compared =
                Int8.of(file, ExportFormat.ONNX.in(folder), operators, live, found, part.agreement(), part.examples());
        if (!compared.holds()) {
            throw new UserException(String.format(
                    Locale.ROOT,
                    "With int8 weights, the outputs of the model of %s change by %.1f%% in the mean, but at most"
                            + " %.0f%% is allowed (%.1f%% of %d examples agree). No bundle was written. Leave out --int8.",
                    source.name(),
                    100 * compared.relativeDifference(),
                    100 * compared.tolerance(),
                    100 * compared.agreement(),
                    compared.examples()));
        }
        return compared;
    }

    private void write(
            ExportFormat format, Path file, ModelPart part, Graph graph, Exportable live, ModelDescription description)
            throws IOException {
        switch (format) {
            case TORCHSCRIPT -> TorchScriptFile.write(graph, type(part), file);
            case ONNX -> OnnxFile.write(graph, part.outputs(), type(part), OnnxFile.MOST_INSIDE, file);
            case SAFETENSORS -> live.writeWeights(file, options.type(), description);
        }
    }

    /** Parts without weights are written in float32 in any case, because half precision would not make them smaller. */
    private DataType type(ModelPart part) {
        return part.tensors().isEmpty() ? DataType.FLOAT32 : options.type();
    }

    private Parity compare(
            ExportFormat format,
            Path file,
            Exportable live,
            ModelPart part,
            Parity.Measured expected,
            ModelOutput output,
            NDManager scope)
            throws IOException {
        double tolerance = options.half() ? HALF_TOLERANCE : TOLERANCE;
        long bytes;
        try (Stream<Path> files = Files.list(file.getParent())) {
            bytes = files.filter(each -> format == ExportFormat.SAFETENSORS
                            || each.getFileName().toString().startsWith(part.name() + "."))
                    .mapToLong(each -> each.toFile().length())
                    .sum();
        }
        try (NDManager reading = scope.newSubManager();
                ArrayFunction exported = format == ExportFormat.SAFETENSORS
                        ? live.readWeights(file, reading)
                        : ModelFile.open(file, reading)) {
            Parity.Measured found = Parity.measure(exported, part.examples());
            Parity parity = Parity.of(expected, found, part.agreement(), part.rows(), tolerance, bytes);
            if (!parity.holds()) {
                throw new IOException("The outputs of " + file.getFileName() + " (" + format.folder()
                        + ") differ from those of the live model: the largest"
                        + " difference on " + parity.examples() + " examples is " + parity.largestDifference()
                        + ", but at most " + parity.tolerance() + " is allowed. No bundle was written."
                        + (format == ExportFormat.TORCHSCRIPT && ChannelBlocks.areLost() ? HIDDEN_CACHES : ""));
            }
            if (output.abstention() != null && !found.accepts(output, tolerance)) {
                throw new IOException("The output " + ModelOutput.ACCEPTED + " of " + file.getFileName() + " ("
                        + format.folder() + ") does not follow from its probabilities. No bundle was written.");
            }
            return parity;
        }
    }
}
