package io.winnow.trainer.loop;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.AskedRound;
import io.winnow.trainer.select.Choice;
import io.winnow.trainer.select.Pool;
import io.winnow.trainer.select.Strategies;
import io.winnow.trainer.select.Strategy;
import io.winnow.trainer.select.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Simulates the loop on items whose labels are known: a strategy chooses, the known labels are the answers, and a classifier is fitted anew
 * after each round and tested on other items. Strategies are compared by the same seeds. The random share of a real round is left out, so that
 * a strategy is seen by itself. Every item costs the same here and every answer is right, which flatters strategies that ask for hard items.
 *
 * @param vectors vectors of the pool and the test items (N, D), of unit length
 * @param task what a label is
 * @param labels label of each item (N); null if it is not known
 * @param pool rows from which the strategies choose
 * @param test rows on which the classifiers are tested
 * @param classes number of classes
 * @param positive the rare class that is looked for
 * @param plan the rounds
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record Simulation(
        Vectors vectors,
        LoopTask task,
        int[][] labels,
        int[] pool,
        int[] test,
        int classes,
        OptionalInt positive,
        Plan plan) {
    private static final long ROUND = 71;
    private static final long KNOWN = 73;
    private static final long VALIDATION = 79;

    /**
     * The rounds of a simulation.
     *
     * @param rounds number of rounds
     * @param batch number of items in a round
     * @param start strategy of the first round where one needs a model, which is not there yet
     * @param known number of random items of the rare class in the first round, which a user knows beforehand
     * @param validation number of random items of the pool that nobody is asked for: if there are any, the classifier of a strategy that learns
     *     from rewards counts only if its F1 of the rare class there is above that of all before, and the difference is the reward
     */
    public record Plan(int rounds, int batch, Strategy start, int known, int validation) {}

    /**
     * A point of a curve.
     *
     * @param answers number of labels
     * @param figure accuracy on the test items, or micro-F1 if items may have several classes
     * @param f1 F1 of the rare class; NaN if none is looked for
     * @param averagePrecision average precision of the rare class; NaN if none is looked for
     * @param found number of labels of the rare class
     */
    public record Point(
            String strategy, long seed, int answers, double figure, double f1, double averagePrecision, int found) {}

    /** Runs a strategy with a seed. */
    public List<Point> run(Strategy strategy, long seed, NDManager parent) {
        List<Point> points = new ArrayList<>();
        int[] shuffled = IntStream.of(Permutation.of(pool.length, seed, VALIDATION))
                .map(i -> pool[i])
                .toArray();
        int[] validation = Arrays.copyOf(shuffled, plan.validation);
        int[] open = IntStream.of(shuffled).skip(plan.validation).sorted().toArray();
        boolean validated = plan.validation > 0 && strategy.learnsFromRewards();
        if (validated && IntStream.of(validation).noneMatch(this::isRare)) {
            throw new UserException("None of the " + plan.validation + " validation items of seed " + seed
                    + " is of the rare class, so its F1 on them cannot be computed. Set --validation to a larger number, or leave it"
                    + " out.");
        }
        try (NDManager manager = parent.newSubManager();
                LoopClassifier classifier = new LoopClassifier(vectors, manager)) {
            Vectors own = vectors.select(open);
            boolean[] labelled = new boolean[open.length];
            known(seed, open, labelled);
            Optional<Vectors> probabilities = Optional.empty();
            List<AskedRound> history = new ArrayList<>();
            double accepted = 0;
            for (int round = 1; round <= plan.rounds && count(labelled) < open.length; round++) {
                int wanted = round == 1 ? Math.max(0, plan.batch - count(labelled)) : plan.batch;
                Strategy used = probabilities.isEmpty() && strategy.needsProbabilities() ? plan.start : strategy;
                Pool items = new Pool(
                        own,
                        probabilities.map(all -> all.select(open)),
                        labelled,
                        classes,
                        task == LoopTask.SEVERAL_CLASSES,
                        positive,
                        Optional.empty(),
                        history,
                        manager);
                List<Choice> chosen = used.choose(items, wanted, CounterRandom.key(seed, ROUND, round));
                chosen.forEach(choice -> labelled[choice.row()] = true);
                int[] rows = IntStream.range(0, open.length)
                        .filter(i -> labelled[i])
                        .map(i -> open[i])
                        .toArray();
                List<int[]> known =
                        IntStream.of(rows).mapToObj(row -> labels[row]).toList();
                boolean enough = task.isEnough(known);
                Vectors all = enough ? task.probabilities(classifier, rows, known, classes) : constant(known.get(0));
                OptionalDouble reward = OptionalDouble.empty();
                if (validated && enough) {
                    double f1 = scores(all, validation).f1(positive.orElseThrow());
                    reward = OptionalDouble.of(f1 - accepted);
                    all = f1 > accepted ? all : probabilities.orElse(all);
                    accepted = Math.max(f1, accepted);
                }
                probabilities = enough ? Optional.of(all) : Optional.empty();
                history.add(asked(chosen, open, reward));
                points.add(point(strategy.key(), seed, all, known));
            }
        }
        return points;
    }

    private AskedRound asked(List<Choice> chosen, int[] open, OptionalDouble reward) {
        return new AskedRound(
                chosen.stream()
                        .map(choice ->
                                new AskedRound.Asked(choice.row(), choice.strategy(), isRare(open[choice.row()])))
                        .toList(),
                reward);
    }

    private boolean isRare(int row) {
        return positive.isPresent() && LoopTask.has(labels[row], positive.getAsInt());
    }

    /** Marks random items of the rare class as labelled. */
    private void known(long seed, int[] open, boolean[] labelled) {
        if (plan.known > 0 && positive.isPresent()) {
            int[] rare =
                    IntStream.range(0, open.length).filter(i -> isRare(open[i])).toArray();
            int[] order = Permutation.of(rare.length, seed, KNOWN);
            IntStream.range(0, Math.min(plan.known, rare.length)).forEach(i -> labelled[rare[order[i]]] = true);
        }
    }

    private static int count(boolean[] labelled) {
        return (int)
                IntStream.range(0, labelled.length).filter(i -> labelled[i]).count();
    }

    /** Returns the prediction of the only label that is known. */
    private Vectors constant(int[] label) {
        float[] values = new float[vectors.rows() * classes];
        for (int row = 0; row < vectors.rows(); row++) {
            for (int k : label) {
                values[row * classes + k] = 1;
            }
        }
        return new Vectors(values, vectors.rows(), classes);
    }

    private Point point(String strategy, long seed, Vectors probabilities, List<int[]> known) {
        TestScores scores = scores(probabilities, test);
        return new Point(
                strategy,
                seed,
                known.size(),
                scores.figure(),
                positive.isPresent() ? scores.f1(positive.getAsInt()) : Double.NaN,
                positive.isPresent() ? scores.averagePrecision(positive.getAsInt()) : Double.NaN,
                positive.isPresent()
                        ? (int) known.stream()
                                .filter(label -> LoopTask.has(label, positive.getAsInt()))
                                .count()
                        : 0);
    }

    private TestScores scores(Vectors probabilities, int[] rows) {
        return new TestScores(
                task,
                probabilities.select(rows),
                IntStream.of(rows).mapToObj(row -> labels[row]).toArray(int[][]::new));
    }

    /** Returns the strategies that a simulation can run: those for a rare class only if one is looked for, and none that needs objects. */
    public static List<Strategy> possible(boolean rare) {
        return Strategies.all().stream()
                .filter(strategy -> !strategy.needsObjects())
                .filter(strategy -> rare || !strategy.needsPositive())
                .toList();
    }
}
