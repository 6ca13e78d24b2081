package io.winnow.trainer.cli;

import ai.djl.Device;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.engine.RateCurve;
import io.winnow.trainer.recipe.EarlierStages;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.Provenance;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.ShellQuote;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Devices;
import io.winnow.trainer.session.TrainingSession;
import io.winnow.trainer.workers.Workers;
import io.winnow.trainer.workers.WorkersAt;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow train}. */
@Command(
        name = "train",
        description = "Runs an experiment: trains, evaluates and writes a run directory.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CONFIG", description = "Configuration file of the experiment, in YAML.")
    private Path config;

    @Mixin
    private SetOption set;

    @Option(
            names = "--run-dir",
            paramLabel = "DIR",
            description = "Folder in which the run directory is created. Default: ${DEFAULT-VALUE}")
    private Path runDirectory = Path.of("runs");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the run. Default: the name in the configuration, otherwise the name of its file")
    private String name;

    @Option(
            names = "--resume",
            description = "Continues a run that was stopped or failed. Starts a new run if there is none.")
    private boolean resume;

    @Option(
            names = "--stages-from",
            paramLabel = "RUN",
            description =
                    "Begins a new run with the first stages of another run, up to the one that may differ, instead of computing them"
                            + " again. Data, seed, device, versions and settings must be the same. A run that is continued"
                            + " has its own stages, and is not changed.")
    private Path stagesFrom;

    @Option(
            names = "--dry-run",
            description =
                    "Checks the configuration, opens the data and their labels, reads a first batch, and shows the"
                            + " stages. Nothing is trained or written.")
    private boolean dryRun;

    @Option(
            names = "--find-rate",
            description =
                    "Tests learning rates instead of training: takes up to 100 steps with a rate that grows from 1e-7 to 10, and"
                            + " prints the losses and a suggestion. Nothing is kept.")
    private boolean findRate;

    @Option(
            names = "--rate-stage",
            paramLabel = "STAGE",
            description =
                    "Stage whose training --find-rate tests; earlier stages run in full. Default: the first stage that trains")
    private String rateStage;

    @Option(
            names = "--on",
            paramLabel = "WORKERS",
            description =
                    "Trains on several workers, which share each batch, with Apache Spark: local[N] for N tasks in this"
                            + " process, local-cluster[N,CORES,MEGABYTES] for N processes on this machine, the address of a cluster"
                            + " such as spark://HOST:PORT, or submitted for the cluster of spark-submit. simulated[N] lets N workers"
                            + " take turns in this process, without Spark. The section rounds of the configuration says how often"
                            + " the workers agree.")
    private String on;

    @Mixin
    private AcceptOption accept;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        new OptionRules(spec)
                .excludes("--dry-run", "--json", "--stages-from")
                .excludes("--find-rate", "--dry-run", "--resume", "--name", "--run-dir", "--stages-from")
                .excludes("--on", "--dry-run", "--find-rate");
        if (rateStage != null && !findRate) {
            throw new UserException("--rate-stage needs --find-rate. Add it, or leave out --rate-stage.");
        }
        requireNoRun();
        requireName();
        Experiment experiment = Experiment.read(config, assignments());
        Path folder = runDirectory.resolve(name == null ? experiment.name() : name);
        Catalog catalog = new Catalog(DataRoot.ofEnvironment());
        boolean old = resume && Files.exists(folder.resolve("run.json"));
        PrintWriter err = spec.commandLine().getErr();
        if (!old || dryRun) {
            SizeChecks.run(experiment, config, set.assignments(), catalog, dryRun, err::println)
                    .forEach(err::println);
        }
        if (dryRun) {
            if (experiment.rounds().workers().isPresent()) {
                // --on cannot be tried here, since it would start the workers.
                err.println("Note: " + experiment.missingWorkers());
            }
            spec.commandLine()
                    .getOut()
                    .println(experiment.recipe().stages().stream()
                            .map(Stage::name)
                            .collect(Collectors.joining(" -> ", folder + ": ", "")));
            return 0;
        }
        Device device = Devices.resolve(experiment);
        experiment.threads().ifPresent(Threads::use); // last, because the device limits the threads to the processors
        if (findRate) {
            RateCurve curve = new RateFinder(experiment, device, Optional.ofNullable(rateStage), catalog).find();
            spec.commandLine().getOut().println(json ? Json.line(curve) : curve.text());
            return 0;
        }
        Optional<Integer> begun = old ? begun(folder) : Optional.empty();
        if (old && begun.isPresent() != (on != null)) {
            throw new UserException(
                    on == null
                            ? folder + " was started with --on, by " + begun.get()
                                    + " workers. Continue it with --on, such as --on local[" + begun.get() + "]."
                            : folder + " was started without --on. Continue it without, or start a new run with another"
                                    + " --name.");
        }
        if (on == null) {
            return train(experiment, device, folder, old, Optional.empty());
        }
        try (Workers workers = WorkersAt.open(on, experiment.name(), err::println)) {
            return train(
                    experiment.on(begun.or(experiment.rounds()::workers).orElse(workers.count())),
                    device,
                    folder,
                    old,
                    Optional.of(workers));
        }
    }

    /** A user may name a run to continue it, but its configuration says what to train. */
    private void requireNoRun() {
        Path kept = config.resolve(RunDirectory.CONFIG);
        if (Files.isRegularFile(kept)) {
            Path run = config.toAbsolutePath().normalize();
            Path above = config.normalize().getParent() == null
                    ? run.getParent()
                    : config.normalize().getParent();
            throw new UserException(config
                    + " is the directory of a run, but `winnow train` needs a configuration. To continue the run: "
                    + ShellQuote.winnow(List.of(
                            "train",
                            kept.toString(),
                            "--run-dir",
                            above.toString(),
                            "--name",
                            run.getFileName().toString(),
                            "--resume")));
        }
    }

    /** A new run is called like its folder. One that is continued may lie in a folder that somebody has renamed. */
    private void requireName() {
        if (name != null && ownName().isEmpty() && !(resume && Files.exists(runDirectory.resolve(name)))) {
            throw new UserException(
                    "--name must end with a name that consists of letters, digits, dots, underscores and dashes, and"
                            + " begins with a letter or a digit, found '" + name + "'. Choose another name, such as "
                            + config.getFileName().toString().replaceFirst("\\.ya?ml$", "") + "-2.");
        }
    }

    /** Returns the last part of --name, which may have folders before it, if a configuration can have it as its name. */
    private Optional<String> ownName() {
        return Optional.ofNullable(name)
                .map(each -> InputPaths.of(each).getFileName())
                .map(Path::toString)
                .filter(Experiment::isName);
    }

    /** Returns what is set, and the name of the run, so that the copy of the configuration in the run is called like its folder. */
    private List<String> assignments() {
        List<String> all = new ArrayList<>(set.assignments());
        ownName().ifPresent(each -> all.add("name='" + each + "'"));
        return all;
    }

    /** Number of workers with which a run was started; empty if it was started without. */
    private static Optional<Integer> begun(Path folder) throws IOException {
        Path config = folder.resolve(RunDirectory.CONFIG);
        return Experiment.parse(config.toString(), Files.readString(config), List.of())
                .rounds()
                .workers();
    }

    private int train(Experiment experiment, Device device, Path folder, boolean old, Optional<Workers> workers)
            throws IOException {
        Optional<EarlierStages> earlier =
                stagesFrom == null || old ? Optional.empty() : Optional.of(EarlierStages.of(stagesFrom));
        try (TrainingSession session = TrainingSession.open(experiment, folder, old, List.of());
                ConsoleProgress progress = progress(session.run())) {
            progress.say("Run " + folder + " on " + Provenance.describe(device)
                    + (experiment.replicas() > 1 ? " x " + experiment.replicas() : "") + ", seed " + experiment.seed()
                    + ".");
            workers.ifPresent(
                    each -> progress.say("Trained by " + experiment.workersText() + ": " + each.description() + "."));
            StopSignal stop = StopSignal.listening(progress);
            workers.ifPresent(each -> each.whenAskedToEnd(() -> {
                progress.say("Stop requested. Finishing the current round and saving.");
                stop.request("signal");
            }));
            try {
                RunData data = accept.recording(folder, experiment.recipe(), progress::say);
                if (earlier.isPresent()) {
                    session.take(earlier.get(), device, data, progress);
                }
                Result result = session.train(device, data, progress, stop, workers);
                spec.commandLine().getOut().println(json ? Json.line(result) : ResultTable.of(result));
                return 0;
            } catch (StoppedException e) {
                throw new StoppedException(e.getMessage() + ". To continue: " + command());
            } catch (RuntimeException | IOException e) {
                progress.log("Failed: " + e);
                throw e;
            } finally {
                stop.forget();
            }
        }
    }

    /** The launcher says whether standard error is a terminal, because Java cannot find out. */
    static ConsoleProgress progress(RunDirectory run) throws IOException {
        return new ConsoleProgress(System.err, Boolean.getBoolean("winnow.terminal"), run.log());
    }

    private String command() {
        List<String> arguments = new ArrayList<>(List.of("train", config.toString()));
        set.assignments().forEach(assignment -> arguments.addAll(List.of("--set", assignment)));
        arguments.addAll(List.of("--run-dir", runDirectory.toString()));
        if (name != null) {
            arguments.addAll(List.of("--name", name));
        }
        if (stagesFrom != null) {
            arguments.addAll(List.of("--stages-from", stagesFrom.toString()));
        }
        if (on != null) {
            arguments.addAll(List.of("--on", on));
        }
        if (json) {
            arguments.add("--json");
        }
        arguments.add("--resume");
        return ShellQuote.winnow(arguments);
    }
}
