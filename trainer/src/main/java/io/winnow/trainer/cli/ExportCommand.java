package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.export.ExportFormat;
import io.winnow.trainer.export.Exporter;
import io.winnow.trainer.export.graph.TraceException;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
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
                "Writes what a run trained as files that other runtimes serve, each compared with the live model first.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Directory of a run.")
    private Path folder;

    @Option(
            names = "--format",
            split = ",",
            paramLabel = "FORMAT",
            description = "onnx, torchscript, safetensors. Default: all.")
    private List<ExportFormat> formats = List.of(ExportFormat.values());

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "The bundle.")
    private Path output;

    @Mixin
    private ModelOptions model;

    @Option(names = "--half", description = "float16 in place of float32.")
    private boolean half;

    @Option(names = "--force", description = "Replaces an earlier export.")
    private boolean force;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Exporter.requireTarget(output, force);
        FinishedRun run = FinishedRun.open(folder);
        Set<ExportFormat> chosen = EnumSet.copyOf(formats);
        Exporter.Report report;
        // Files are compared where most of them will run; a GPU's sums differ from them.
        try (NDManager manager = NDManager.newBaseManager(Devices.resolve("cpu"))) {
            report = new Exporter(
                            run,
                            new Exporter.Options(chosen, model.choice(), half),
                            spec.commandLine().getErr()::println)
                    .write(output, manager);
        } catch (TraceException e) {
            throw new UserException(e.getMessage());
        }
        spec.commandLine().getOut().println(json ? Json.line(report) : text(report));
        return 0;
    }

    private String text(Exporter.Report report) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("", "largest difference", "agreement", "MB", "ms, one", "a second, by 32"));
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
        return ResultTable.align(cells) + "\n\n" + output + ": "
                + report.model().kind().name().toLowerCase(Locale.ROOT) + ", compared on "
                + report.live().values().iterator().next().examples()
                + " examples of the run's data; README.md says how to serve it";
    }
}
