package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.runpage.SweepPage;
import io.winnow.trainer.sweep.Strategy;
import io.winnow.trainer.sweep.Sweep;
import io.winnow.trainer.sweep.SweepArguments;
import io.winnow.trainer.sweep.SweepFolder;
import io.winnow.trainer.sweep.SweepPlan;
import io.winnow.trainer.sweep.SweepRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow sweep}. */
@Command(
        name = "sweep",
        description = {
            "Searches settings: trains a configuration with several values of its keys, and with several seeds, and"
                    + " chooses the best by a metric of validation examples.",
            "Each training is a process of its own, so that a crash ends only this one. A second call with the same"
                    + " arguments continues a sweep that was stopped."
        },
        mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer>, FolderWriter {
    @Parameters(paramLabel = "CONFIG", description = "Configuration file of the experiment, in YAML.")
    private Path config;

    @Mixin
    private SetOption set;

    @Option(
            names = "--over",
            paramLabel = "KEY=V1,V2,..",
            description =
                    "Values of a key to try. A value may be a list or a section in YAML, such as {kind: sgd, momentum:"
                            + " 0.9}. Repeat the option for further keys.")
    private List<String> over = List.of();

    @Option(
            names = "--search",
            paramLabel = "KEY=LOW..HIGH[:log]",
            description = "Range of a key from which values are drawn; with :log on a logarithmic scale, such as"
                    + " 1e-4..1e-1:log. If both ends are integers, only integers are drawn. Repeat the option for"
                    + " further keys.")
    private List<String> search = List.of();

    @Option(
            names = "--strategy",
            paramLabel = "STRATEGY",
            description = "How trials are chosen: grid (all combinations of --over), random (--trials combinations), or"
                    + " halving (successive halving: all trials are trained for a short time, and the best ones"
                    + " again for longer). Default: random with --search or --trials, otherwise grid")
    private Optional<Strategy> strategy = Optional.empty();

    @Option(
            names = "--trials",
            paramLabel = "N",
            description = "Number of different combinations to draw. Each is trained with every seed.")
    private Optional<Integer> trials = Optional.empty();

    @Option(
            names = "--search-seed",
            paramLabel = "SEED",
            description = "Seed with which combinations are drawn. Default: ${DEFAULT-VALUE}")
    private long searchSeed = 1;

    @Option(
            names = "--seeds",
            paramLabel = "SEED",
            split = ",",
            description =
                    "Seeds of the trainings of each trial, such as 1,2,3. The mean over them counts. Default: the seed"
                            + " of the configuration")
    private List<Long> seeds = List.of();

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description =
                    "Metric of validation examples by which trials are ordered, by its name in metrics.jsonl, such as"
                            + " validation/accuracy. Default: the one that early stopping watches, otherwise the most"
                            + " important one of the labels")
    private Optional<String> metric = Optional.empty();

    @Option(
            names = "--eta",
            paramLabel = "N",
            description =
                    "For halving: one trial of N goes on to the next rung, in which trainings are N times as long."
                            + " Default: 3")
    private Optional<Integer> eta = Optional.empty();

    @Option(
            names = "--rungs",
            paramLabel = "N",
            description =
                    "For halving: number of rungs. The last one has the duration of the configuration. Default: as"
                            + " many as the number of trials and the duration allow")
    private Optional<Integer> rungs = Optional.empty();

    @Option(
            names = "--devices",
            paramLabel = "DEVICE",
            split = ",",
            description =
                    "Devices to train on, such as cuda:0,cuda:1, or cpu. Each takes one training at a time. Default:"
                            + " all GPUs if there are any, otherwise the CPU")
    private List<String> devices = List.of();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Number of trainings at a time on each device. On a CPU they share its cores. Default:"
                    + " ${DEFAULT-VALUE}")
    private int jobs = 1;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description =
                    "Folder of the sweep, with sweep.json, report.html and a run directory for each training. Default:"
                            + " sweeps/NAME with the name of the configuration")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--retry-failed",
            description = "Tries trainings again that failed in an earlier call, instead of leaving them out.")
    private boolean retryFailed;

    @Option(
            names = "--dry-run",
            description = "Checks everything and lists the trials with their overrides. Nothing is trained or written.")
    private boolean dryRun;

    @Option(names = "--json", description = "Prints the record of the sweep as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Stream<Path> written() {
        return output.stream().flatMap(SweepFolder::written);
    }

    @Override
    public Integer call() throws IOException {
        Strategy chosen = strategy();
        OptionRules rules = new OptionRules(spec).excludes("--dry-run", "--json", "--retry-failed");
        if (chosen != Strategy.HALVING) {
            rules.refuses("It is for --strategy halving.", "--eta", "--rungs");
        }
        if (chosen == Strategy.GRID || trials.isEmpty()) {
            rules.refuses("Nothing is drawn without --trials.", "--search-seed");
        }
        Experiment experiment = Experiment.read(config, set.assignments());
        Path folder = output.orElse(Path.of("sweeps", experiment.name()));
        Optional<SweepRecord> begun = SweepFolder.read(folder);
        SweepDevices found = SweepDevices.of(devices, jobs, experiment);
        SweepPlan plan = SweepPlan.of(
                config,
                arguments(chosen),
                begun.map(SweepRecord::fixed).orElse(found.fixed()),
                new Catalog(DataRoot.ofEnvironment()),
                spec.commandLine().getErr()::println);
        if (dryRun) {
            spec.commandLine().getOut().println(SweepReport.plan(plan));
            return 0;
        }
        plan.requireContinues(begun, found.fixed(), folder);
        SweepRecord record = run(plan, begun, found, folder);
        spec.commandLine().getOut().println(json ? Json.line(record) : SweepReport.text(record));
        Path page = SweepFolder.page(folder);
        AtomicFiles.write(
                page, new SweepPage(record, SweepFolder.runs(folder)).make().html());
        if (!json) {
            spec.commandLine().getOut().println("Wrote the report to " + page + ".");
        }
        return record.best() == null ? Winnow.FAILED : 0;
    }

    private SweepRecord run(SweepPlan plan, Optional<SweepRecord> begun, SweepDevices found, Path folder)
            throws IOException {
        try (SweepFolder opened = SweepFolder.open(folder);
                ConsoleProgress progress = ConsoleProgress.onStandardError(Boolean.getBoolean("winnow.terminal"))) {
            StopSignal stop = StopSignal.listening(progress);
            try {
                progress.say("Sweep " + folder + ": " + SweepReport.summary(plan) + ".");
                return new Sweep(plan, opened, new TrialProcess(), found.slots(), retryFailed, progress, stop)
                        .run(begun);
            } catch (StoppedException e) {
                throw new StoppedException(e.getMessage() + ". Call the same command again to continue.");
            } finally {
                stop.forget();
            }
        }
    }

    private Strategy strategy() {
        return strategy.orElse(search.isEmpty() && trials.isEmpty() ? Strategy.GRID : Strategy.RANDOM);
    }

    private SweepArguments arguments(Strategy chosen) {
        return new SweepArguments(
                config.toString(),
                set.assignments(),
                over,
                search,
                chosen,
                trials.orElse(null),
                searchSeed,
                seeds,
                metric.orElse(null),
                eta.orElse(null),
                rungs.orElse(null));
    }
}
