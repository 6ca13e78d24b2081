package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.EditDistance;
import io.winnow.trainer.loop.Comparison;
import io.winnow.trainer.loop.ItemTable;
import io.winnow.trainer.loop.LabelledRounds;
import io.winnow.trainer.loop.Labeller;
import io.winnow.trainer.loop.LoopStatus;
import io.winnow.trainer.loop.Project;
import io.winnow.trainer.loop.RoundFiles;
import io.winnow.trainer.loop.RunEstimate;
import io.winnow.trainer.loop.Simulation;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Strategies;
import io.winnow.trainer.select.Strategy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
final class LoopRunCommand implements Callable<Integer> {
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

    @Option(
            names = "--simulate",
            paramLabel = "LABELS",
            description =
                    "File with the known labels: a column label, and a column key, id, file or text that identifies the item. Or the"
                            + " word own, for the labels of the data themselves, such as folders of classes.")
    private Optional<String> labels = Optional.empty();

    @Option(names = "--output", paramLabel = "DIR", description = "Folder to write the curves to.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--compare",
            split = ",",
            paramLabel = "STRATEGY",
            description = "Strategies to compare, separated by commas. Default: random and the strategy of loop.yaml")
    private List<String> compare = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "Number of rounds. Default: ${DEFAULT-VALUE}")
    private int rounds = 10;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Number of items in a round. Default: batch of loop.yaml")
    private Optional<Integer> count = Optional.empty();

    @Option(names = "--seeds", paramLabel = "N", description = "Number of seeds. Default: ${DEFAULT-VALUE}")
    private int seeds = 5;

    @Option(
            names = "--first-seed",
            paramLabel = "N",
            description = "The first of the seeds, which are consecutive. Default: ${DEFAULT-VALUE}")
    private long firstSeed = 1;

    @Option(
            names = "--start-by",
            paramLabel = "STRATEGY",
            description =
                    "Strategy of the first round for strategies that need a model: random, typiclust, probcover, k-means or k-center."
                            + " Default: ${DEFAULT-VALUE}, as in `winnow loop select`")
    private String start = Strategies.coldStart().key();

    @Option(
            names = "--known",
            paramLabel = "N",
            description =
                    "Number of random items of the rare class that are known from the start. Default: ${DEFAULT-VALUE}")
    private int known;

    @Option(
            names = "--validation",
            paramLabel = "N",
            description =
                    "Number of random items on which lts is rewarded, as published: a round is rewarded by what it adds to the best F1 of"
                            + " the rare class so far, and a classifier counts only if it has a better one. No strategy may choose these items, and"
                            + " their labels are not counted as answers. Default: 0, with which lts is rewarded by the items of the rare class"
                            + " that a round finds")
    private int validation;

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Prints the means and intervals as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (labeller.isPresent() == labels.isPresent()) {
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
            rules.refuses(
                    "It is an option of simulations (--simulate).",
                    "--output",
                    "--compare",
                    "--seeds",
                    "--first-seed",
                    "--start-by",
                    "--known",
                    "--validation");
            return label(project, batch);
        }
        rules.refuses("Name the strategies of a simulation with --compare.", "--by");
        rules.refuses("It is an option of runs with a program (--labeller).", "--second", "--max-cost", "--dry-run");
        return simulate(project, batch);
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

    private int simulate(Project project, int batch) throws IOException {
        Path folder = output.orElseThrow(
                () -> new UserException("A simulation writes its curves into a folder. Name it with --output DIR."));
        Outputs.requireFolder(folder);
        boolean rare = project.config().positive().isPresent();
        List<Strategy> strategies = new ArrayList<>();
        for (String name :
                compare.isEmpty() ? List.of("random", project.config().strategy()) : compare) {
            strategies.add(find(name.strip(), "--compare", rare));
        }
        Strategy first = find(start, "--start-by", rare);
        if (seeds < 1 || known < 0) {
            throw new UserException("--seeds must be at least 1, and --known at least 0; found --seeds " + seeds
                    + ", --known " + known + ".");
        }
        if (first.needsProbabilities()) {
            throw new UserException("--start-by is " + start
                    + ", which needs a model itself. Choose random, typiclust, probcover, k-means or k-center.");
        }
        if (known > 0 && !rare) {
            throw new UserException("--known needs a rare class. Set `positive` in loop.yaml, or leave out --known.");
        }
        if (validation != 0 && (validation < 0 || strategies.stream().noneMatch(Strategy::learnsFromRewards))) {
            throw new UserException(
                    "--validation must be a positive number of items, by which the strategy lts is rewarded; found "
                            + validation + " and the strategies "
                            + String.join(
                                    ", ", strategies.stream().map(Strategy::key).toList())
                            + ". Add lts to --compare, or leave --validation out.");
        }
        try (NDManager manager = LoopData.manager(project, device)) {
            Comparison comparison = new LoopComparison(
                            project,
                            labels.orElseThrow(),
                            firstSeed,
                            seeds,
                            spec.commandLine().getErr())
                    .run(strategies, new Simulation.Plan(rounds, batch, first, known, validation), manager);
            comparison.write(folder);
            spec.commandLine()
                    .getOut()
                    .println(json ? Json.line(comparison.cells()) : ResultTable.align(comparison.table()));
        }
        return 0;
    }

    private Strategy find(String name, String option, boolean rare) {
        List<String> possible =
                Simulation.possible(rare).stream().map(Strategy::key).toList();
        return Strategies.find(name)
                .filter(strategy -> possible.contains(strategy.key()))
                .orElseThrow(() -> new UserException(option + " names '" + name + "'; the strategies are "
                        + String.join(", ", possible) + "."
                        + (Strategies.find(name).isPresent()
                                ? (Strategies.find(name).orElseThrow().needsObjects()
                                        ? " This one chooses by the objects in images, which simulations do not know."
                                        : " This one looks for a rare class: set `positive` in loop.yaml.")
                                : EditDistance.nearest(name, possible)
                                        .map(near -> " Did you mean '" + near + "'?")
                                        .orElse(""))));
    }
}
