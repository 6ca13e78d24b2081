package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.evaluate.SelectiveThreshold;
import io.winnow.trainer.export.ExportSource;
import io.winnow.trainer.export.Exporter;
import io.winnow.trainer.export.Int8Text;
import io.winnow.trainer.export.graph.TraceException;
import io.winnow.trainer.model.Calibration;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.report.ReportCard;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Devices;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow export}. */
@Command(
        name = "export",
        description =
                "Exports the model of a run, or a published model of images or texts, to files that other runtimes can serve."
                        + " Each file is compared with the live model.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL",
            description =
                    "Directory of a run, or a published model of images or texts: a file of weights, a folder with config.json"
                            + " and weights, or a name that `winnow model list` shows.")
    private Path folder;

    @Option(
            names = "--format",
            split = ",",
            paramLabel = "FORMAT",
            description = "File formats to write: onnx, torchscript, safetensors. Default: all of them")
    private List<ExportFormat> formats = List.of(ExportFormat.values());

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = "Folder to write the exported bundle to.")
    private Path output;

    @Mixin
    private ModelOptions model;

    @Option(names = "--half", description = "Stores the weights as float16 instead of float32.")
    private boolean half;

    @Option(
            names = "--int8",
            description =
                    "Also writes onnx-int8/model.onnx, an ONNX file with int8 weights (dynamic quantisation) that is"
                            + " about a quarter as large and slightly less exact. Prints how it compares with the float32"
                            + " file, and how fast both are.")
    private boolean int8;

    @Mixin
    private CalibrateOptions calibration;

    @Option(
            names = "--data-report",
            paramLabel = "FILE",
            description =
                    "The report.json of `winnow data report` on the data of the run: MODEL_CARD.md then says what it found"
                            + " (its badges), with the fingerprint of the data.")
    private Optional<Path> dataReport = Optional.empty();

    @Option(names = "--force", description = "Replaces an earlier export in the same folder.")
    private boolean force;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Exporter.requireTarget(output, force);
        Outputs.requireWritable("--output", output, output.toAbsolutePath().getParent());
        ExportSource source = Models.exportSource(folder, calibration.assignments());
        String aboutData = dataReport.isPresent() ? ReportCard.of(dataReport.get()) : "";
        Set<ExportFormat> chosen = EnumSet.copyOf(formats);
        Consumer<String> warn = spec.commandLine().getErr()::println;
        Exporter.Report report;
        // The files are compared on the CPU, where most of them will run. On a GPU, rounding differs.
        try (NDManager manager = NDManager.newBaseManager(Devices.resolve("cpu"))) {
            report = new Exporter(
                            source,
                            new Exporter.Options(
                                    chosen, model.choice(), half, int8, calibration.options(folder, warn), aboutData),
                            warn)
                    .write(output, manager);
        } catch (TraceException e) {
            throw new UserException(e.getMessage(), e);
        }
        spec.commandLine().getOut().println(json ? Json.line(report) : text(report, source));
        return 0;
    }

    private static String int8(Exporter.Report report) {
        return report.int8() == null ? "" : Int8Text.of(report.int8(), report.model()) + "\n\n";
    }

    private static String calibrated(Calibration calibration) {
        if (calibration == null) {
            return "";
        }
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("", "ECE before", "ECE after", "NLL before", "NLL after"));
        cells.add(row("validation, cross-fitted", calibration.validation()));
        if (calibration.test() != null) {
            cells.add(row("test", calibration.test()));
        }
        String text = String.format(
                Locale.ROOT, "temperature %.4f%n%s%n%n", calibration.temperature(), ResultTable.align(cells));
        SelectiveThreshold chosen = calibration.abstention();
        return chosen == null
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                "accepts predictions with a probability above %.4f: %s%s%n%n",
                                chosen.threshold(),
                                accepted("validation", chosen.validation()),
                                chosen.test() == null ? "" : "; " + accepted("test", chosen.test()));
    }

    private static List<String> row(String name, Calibration.Effect effect) {
        List<String> cells = new ArrayList<>(List.of(name));
        for (double each : new double[] {
            effect.before().ece(),
            effect.after().ece(),
            effect.before().nll(),
            effect.after().nll()
        }) {
            cells.add(String.format(Locale.ROOT, "%.4f", each));
        }
        return cells;
    }

    private static String accepted(String data, SelectiveThreshold.Accepted accepted) {
        return String.format(
                Locale.ROOT,
                "%.1f%% of the %s data, of which %.2f%% are right",
                100 * accepted.coverage(),
                data,
                100 * accepted.precision());
    }

    private String text(Exporter.Report report, ExportSource source) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("", "largest difference", "agreement", "MB", "ms (batch of 1)", "examples/s (batch of 32)"));
        report.files()
                .forEach((name, parity) -> cells.add(List.of(
                        name,
                        String.format(Locale.ROOT, "%.1e", parity.largestDifference()),
                        String.format(Locale.ROOT, "%.1f%%", 100 * parity.agreement()),
                        String.format(Locale.ROOT, "%.2f", parity.fileBytes() / 1e6),
                        String.format(Locale.ROOT, "%.2f", parity.latencyMillis()),
                        String.format(Locale.ROOT, "%.0f", parity.examplesPerSecond()))));
        report.live()
                .forEach((name, parity) -> cells.add(List.of(
                        "live " + name,
                        "",
                        "",
                        "",
                        String.format(Locale.ROOT, "%.2f", parity.latencyMillis()),
                        String.format(Locale.ROOT, "%.0f", parity.examplesPerSecond()))));
        return ResultTable.align(cells) + "\n\n" + int8(report)
                + calibrated(report.model().calibration()) + output + ": "
                + report.model().kind().name().toLowerCase(Locale.ROOT) + ", compared on "
                + report.live().values().iterator().next().examples()
                + " " + source.examples(report.model()) + "; its README.md explains how to serve it";
    }
}
