package io.winnow.trainer.cli;

import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.runpage.RunPage;
import io.winnow.trainer.runpage.SweepPage;
import io.winnow.trainer.runpage.TestSource;
import io.winnow.trainer.sweep.SweepFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow report}. {@code winnow data report} is {@link ReportCommand}. */
@Command(
        name = "report",
        description =
                "Makes one page, which opens without a network, of a run, of a comparison of several runs or of a sweep: what was"
                        + " done, results beside baselines, curves, confusion, calibration, mistakes, a map of the test"
                        + " data, and provenance.",
        mixinStandardHelpOptions = true)
final class RunReportCommand implements Callable<Integer> {
    private static final String PAGE = "report.html";

    @Parameters(
            paramLabel = "RUN",
            arity = "1..*",
            description =
                    "Directories of runs, which need not be complete. Several runs are compared; those that differ"
                            + " only in their seed are shown as their mean. Or the folder of a sweep, whose trials are"
                            + " shown in the order of their validation metric.")
    private List<Path> runs;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "File of the page. Default: report.html in the directory of a single run or sweep, and in the working"
                            + " directory for several runs")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--force",
            description = "Replaces the output even if it is not a page that this command wrote. Such a page is always"
                    + " replaced.")
    private boolean force;

    @Option(
            names = "--no-data",
            description =
                    "Makes the page from the files of the run alone, without its data: calibration, mistakes and the"
                            + " map are left out. Comparisons and pages on sweeps are always made so.")
    private boolean noData;

    @Mixin
    private DeviceOption device;

    @Mixin
    private RunSetOption set;

    @Mixin
    private AcceptOption accept;

    @Option(names = "--json", description = "Prints what was written as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        boolean single = runs.size() == 1;
        boolean sweep = single && Files.exists(runs.get(0).resolve(SweepFolder.RECORD));
        if (!single || sweep) {
            new OptionRules(spec)
                    .refuses(
                            (sweep ? "The page on a sweep" : "A comparison of " + runs.size() + " runs")
                                    + " is made of the files of its runs alone: it reads no data and computes nothing"
                                    + " with their models.",
                            RunSetOption.NAME,
                            RunData.ACCEPT,
                            DeviceOption.NAME);
        }
        Path file = output.orElse(single ? runs.get(0).resolve(PAGE) : Path.of(PAGE));
        if (!sweep) {
            FinishedRun.openAll(runs); // or a wrong folder would be a wrong output
        }
        Outputs.requireFile("--output", file, force || RunPage.isOurs(file));
        RunPage page = sweep
                ? sweep(runs.get(0))
                : RunPage.of(runs, single && !noData ? Optional.of(source()) : Optional.empty());
        AtomicFiles.write(file, page.html());
        if (!noData) {
            page.missing().ifPresent(this::say);
        }
        print(file, page);
        return 0;
    }

    private static RunPage sweep(Path folder) throws IOException {
        return new SweepPage(SweepFolder.read(folder).orElseThrow(), SweepFolder.runs(folder)).make();
    }

    private TestSource source() {
        FinishedRun run = FinishedRun.open(runs.get(0), set.assignments());
        say("Reading the model and the data of " + runs.get(0) + ". With --no-data, this is left out.");
        return new TestSource(run, accept.reading(runs.get(0), this::say), device.of(run.experiment()));
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }

    private void print(Path file, RunPage page) throws IOException {
        if (!json) {
            spec.commandLine().getOut().println("Wrote the report to " + file + ".");
            return;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("output", file.toString());
        all.put("bytes", Files.size(file));
        all.put("sections", page.sections());
        page.missing().ifPresent(reason -> all.put("missing", reason));
        spec.commandLine().getOut().println(Json.line(all));
    }
}
