package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.loop.Comparison;
import io.winnow.trainer.loop.ItemTable;
import io.winnow.trainer.loop.LabelledRounds;
import io.winnow.trainer.loop.Labeller;
import io.winnow.trainer.loop.LoopStatus;
import io.winnow.trainer.loop.Project;
import io.winnow.trainer.loop.ProjectObjects;
import io.winnow.trainer.loop.RoundFiles;
import io.winnow.trainer.loop.RunEstimate;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Strategy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow loop run}. */
@Command(
        name = "run",
        description = {
            "Runs the loop without people, in one of two ways.",
            "With --labeller, a program of yours labels: rounds are chosen, labelled and trained on. What the program answered is"
                    + " kept, and the same command goes on after a stop.",
            "With --simulate, known labels are the answers, to compare strategies before people label. Writes the curves as curves.csv and"
                    + " curves.html. The project itself does not change."
        },
        mixinStandardHelpOptions = true)
final class LoopRunCommand implements Callable<Integer>, FolderWriter {
    @Parameters(paramLabel = "PROJECT", description = LoopCommand.PROJECT)
    private Path folder;

    @Option(
            names = "--labeller",
            paramLabel = "COMMAND",
            description =
                    "Command line of the program that labels. It reads lines such as {\"id\": \"a.png\", \"file\": \"photos/a.png\"} (or"
                            + " \"text\" in place of \"file\"), and prints a line such as {\"id\": \"a.png\", \"label\": \"cat\"} for each; or, where items may"
                            + " have several classes, {\"id\": \"a.png\", \"labels\": [\"cat\", \"dog\"]}.")
    private Optional<String> labeller = Optional.empty();

    @Option(
            names = "--second",
            paramLabel = "COMMAND",
            description =
                    "Command line of a second program, such as the same one with another prompt. It labels a share (labeller.recheck of loop.yaml,"
                            + " by default a tenth) of the items that the first one takes for the rare class. If both disagree, the item is not"
                            + " trained on until a person decides.")
    private Optional<String> second = Optional.empty();

    @Option(
            names = "--max-cost",
            paramLabel = "X",
            description =
                    "Largest cost of all answers of the project. No round begins that would exceed it. Needs labeller.price in loop.yaml.")
    private Optional<Double> mostCost = Optional.empty();

    @Option(
            names = "--dry-run",
            description =
                    "Prints how many answers the programs are asked for at most, and what they cost, and asks nothing.")
    private boolean dryRun;

    @Option(
            names = "--by",
            paramLabel = "STRATEGY",
            description = "Strategy that chooses the items for the program. Default: that of loop.yaml")
    private Optional<String> by = Optional.empty();

    @Option(names = "--rounds", paramLabel = "N", description = "Number of rounds. Default: ${DEFAULT-VALUE}")
    private int rounds = 10;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Number of items in a round. Default: batch of loop.yaml")
    private Optional<Integer> count = Optional.empty();

    @Mixin
    private SimulationOptions simulation;

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Prints the means and intervals as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Stream<Path> written() {
        return simulation.written();
    }

    @Override
    public Integer call() throws IOException {
        if (labeller.isPresent() == simulation.areGiven()) {
            throw new UserException(
                    "The command needs a source of labels: a program (--labeller COMMAND), or known labels"
                            + " (--simulate LABELS). Give one of the two.");
        }
        Project project = Project.open(folder);
        int batch = count.orElse(project.config().batch());
        if (rounds < 1 || batch < 1) {
            throw new UserException(
                    "--rounds and --count must be at least 1; found --rounds " + rounds + ", --count " + batch + ".");
        }
        OptionRules rules = new OptionRules(spec);
        if (labeller.isPresent()) {
            simulation.refuse(rules);
            return label(project, batch);
        }
        rules.refuses("Name the strategies of a simulation with --compare.", "--by");
        rules.refuses("It is an option of runs with a program (--labeller).", "--second", "--max-cost", "--dry-run");
        Comparison comparison = simulation.run(
                project, rounds, batch, device, spec.commandLine().getErr());
        spec.commandLine()
                .getOut()
                .println(json ? Json.line(comparison.cells()) : ResultTable.align(comparison.table()));
        return 0;
    }

    private int label(Project project, int batch) throws IOException {
        Strategy strategy =
                LoopSelectCommand.strategy(by.orElse(project.config().strategy()), project);
        if (second.isPresent() && project.config().positive().isEmpty()) {
            throw new UserException("--second is for items that seem to be of a rare class, but the project names none."
                    + " Set `positive` in loop.yaml.");
        }
        if (mostCost.isPresent() && !(mostCost.get() >= 0)) {
            throw new UserException("--max-cost must not be negative, found " + mostCost.get() + ".");
        }
        if (mostCost.isPresent() && project.config().labeller().price().isEmpty()) {
            throw new UserException(
                    "--max-cost needs the price of an answer. Set `labeller: {price: ..}` in loop.yaml.");
        }
        if (dryRun) {
            RunEstimate estimate = RunEstimate.of(project, batch, rounds, second.isPresent());
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.line(estimate));
            } else {
                estimate.lines().forEach(out::println);
            }
            return 0;
        }
        try (NDManager manager = LoopData.manager(project, device)) {
            LoopData data = new LoopData(project, manager, spec.commandLine().getErr());
            ItemTable items = project.items();
            ProjectObjects.notes(project, items).forEach(spec.commandLine().getErr()::println);
            LabelledRounds labelled = new LabelledRounds(
                    project,
                    new Labeller(project, labeller.orElseThrow()),
                    second.map(command -> Labeller.second(project, command)),
                    mostCost.orElse(Double.POSITIVE_INFINITY),
                    new RoundFiles(project, items, data.pictures()),
                    spec.commandLine().getOut(),
                    spec.commandLine().getErr());
            labelled.run(
                    data.vectors(project, items),
                    data.objects(project, items, strategy),
                    strategy,
                    batch,
                    rounds,
                    manager);
            LoopStatus status = LoopStatus.of(project);
            if (json) {
                spec.commandLine().getOut().println(Json.line(status));
            } else {
                status.advice().forEach(spec.commandLine().getOut()::println);
            }
        }
        return 0;
    }
}
