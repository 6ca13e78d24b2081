package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.loop.Comparison;
import io.winnow.trainer.loop.ItemTable;
import io.winnow.trainer.loop.KnownLabels;
import io.winnow.trainer.loop.LoopTask;
import io.winnow.trainer.loop.Project;
import io.winnow.trainer.loop.Simulation;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Strategy;
import io.winnow.trainer.select.Vectors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Simulates the loop on a project with known labels, for several strategies and seeds.
 *
 * @param labels file with the known labels, or {@code own} for those of the data
 * @param firstSeed the first of the seeds, which are consecutive
 * @param seeds number of seeds
 * @param err for notes and progress
 */
record LoopComparison(Project project, String labels, long firstSeed, int seeds, PrintWriter err) {
    /** Runs strategies, each with all seeds. */
    Comparison run(List<Strategy> strategies, Simulation.Plan plan, NDManager manager) throws IOException {
        ItemTable items = project.items();
        List<String> classes = project.classes();
        LoopData data = new LoopData(project, manager, err);
        Vectors vectors = data.vectors(project, items);
        boolean several = project.config().several();
        int[][] known = labels.equals("own")
                ? data.labels(items, classes, several)
                : KnownLabels.read(Path.of(labels), items, classes, several);
        Set<String> test = project.testItems();
        if (test.isEmpty()) {
            throw new UserException(
                    "A simulation needs test items, but the project has none. Create a project with `winnow loop init --test N`.");
        }
        int[] labelled = IntStream.of(items.originals())
                .filter(row -> known[row] != null)
                .toArray();
        Simulation simulation = new Simulation(
                vectors,
                LoopTask.of(project.config()),
                known,
                IntStream.of(labelled)
                        .filter(row -> !test.contains(items.get(row).id()))
                        .toArray(),
                IntStream.of(labelled)
                        .filter(row -> test.contains(items.get(row).id()))
                        .toArray(),
                classes.size(),
                project.positive(classes),
                plan);
        if (simulation.pool().length == 0 || simulation.test().length == 0) {
            throw new UserException("Labels are known for " + simulation.pool().length + " items to choose from and "
                    + simulation.test().length
                    + " test items, but a simulation needs both. Add the labels that are missing.");
        }
        if (simulation.pool().length <= plan.validation() && plan.validation() > 0) {
            throw new UserException("--validation is " + plan.validation() + ", but labels are known for only "
                    + simulation.pool().length + " items to choose from. Give a smaller number.");
        }
        if (simulation.positive().isPresent()
                && IntStream.of(simulation.test())
                        .noneMatch(row ->
                                LoopTask.has(known[row], simulation.positive().getAsInt()))) {
            throw new UserException(
                    "None of the " + simulation.test().length + " test items is of the rare class "
                            + classes.get(simulation.positive().getAsInt())
                            + ", so its F1 cannot be computed. Create a project with more test items (--test), or leave `positive` out.");
        }
        Comparison.Figure figure =
                simulation.positive().isPresent() ? Comparison.Figure.RARE : Comparison.Figure.OVERALL;
        List<Simulation.Point> points = new ArrayList<>();
        for (Strategy strategy : strategies) {
            for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
                points.addAll(simulation.run(strategy, seed, manager));
                Simulation.Point last = points.get(points.size() - 1);
                err.printf(
                        Locale.ROOT,
                        "%s, seed %d: %.4f after %d answers%n",
                        strategy.key(),
                        seed,
                        figure.of(last),
                        last.answers());
            }
        }
        String title = "A pool of " + simulation.pool().length + " items and " + simulation.test().length
                + " test items with " + classes.size() + " classes; rounds of " + plan.batch();
        return new Comparison(title, simulation.task(), points, figure);
    }
}
