package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.EditDistance;
import io.winnow.trainer.loop.Comparison;
import io.winnow.trainer.loop.Project;
import io.winnow.trainer.loop.Simulation;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Strategies;
import io.winnow.trainer.select.Strategy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options of {@code winnow loop run} with which known labels are the answers, to compare strategies before people label. */
final class SimulationOptions {
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

    /** Returns whether a simulation is asked for. */
    boolean areGiven() {
        return labels.isPresent();
    }

    /** Requires that none of these options is given, since nothing is simulated. */
    void refuse(OptionRules rules) {
        rules.refuses(
                "It is an option of simulations (--simulate).",
                "--output",
                "--compare",
                "--seeds",
                "--first-seed",
                "--start-by",
                "--known",
                "--validation");
    }

    /** Returns the files that a simulation writes. */
    Stream<Path> written() {
        return output.stream().flatMap(Comparison::written);
    }

    /**
     * Simulates, and writes the curves.
     *
     * @param rounds number of rounds
     * @param batch number of items in a round
     * @param err for notes and progress
     * @throws UserException if the options do not suit the project
     */
    Comparison run(Project project, int rounds, int batch, DeviceOption device, PrintWriter err) throws IOException {
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
            Comparison comparison = new LoopComparison(project, labels.orElseThrow(), firstSeed, seeds, err)
                    .run(strategies, new Simulation.Plan(rounds, batch, first, known, validation), manager);
            comparison.write(folder);
            return comparison;
        }
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
