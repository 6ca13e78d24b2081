package io.winnow.trainer.recipe.tabsim;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairSplit;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.stream.IntStream;

/**
 * The pairs of an experiment and their division into training, validation and test pairs.
 *
 * @param recipe configuration of the experiment
 * @param set pairs, each with its fold
 * @param seed seed of the experiment
 */
record Folds(TabSim recipe, GradedPairs set, long seed) {
    /** Stream of the seed and the fold with which pairs for validation are drawn. */
    private static final long VALIDATION = 1;

    /** Reads the pairs of a run and divides them into folds, unless the data define folds. */
    static Folds open(TabSim recipe, StageContext context) throws IOException {
        return of(
                recipe, context.data().open(recipe.data()), context.experiment().seed());
    }

    /** Reads the configured pairs and divides them into folds, unless the data define folds. */
    static Folds of(TabSim recipe, Catalog catalog, long seed) throws IOException {
        return of(recipe, recipe.data().open(catalog), seed);
    }

    private static Folds of(TabSim recipe, GradedPairs pairs, long seed) {
        GradedPairs set = pairs;
        if (set.foldCount() == 1) {
            int queries = set.pairsByQuery().size();
            if (recipe.folds() < 2 || recipe.folds() > queries) {
                throw new UserException(
                        "recipe.folds must be from 2 to the number of queries (different tables a), which is "
                                + queries + " in " + set.name() + "; found " + recipe.folds()
                                + ". Change recipe.folds, or use pairs of more queries.");
            }
            set = PairSplit.assignFolds(set, recipe.folds(), seed);
        } else if (set.foldCount() < recipe.folds()) {
            throw new UserException("recipe.folds must be at most the number of folds that " + set.name()
                    + " defines, which is " + set.foldCount() + "; found " + recipe.folds() + ".");
        }
        return new Folds(recipe, set, seed);
    }

    /**
     * Returns the training and test pairs of a fold.
     *
     * @throws UserException if there are too few of them
     */
    PairSplit split(int fold) {
        if (set.pairs().stream().noneMatch(pair -> pair.fold() == fold)) {
            throw new UserException(
                    "No pair of " + set.name() + " is in fold " + fold + ", although its folds go up to "
                            + (set.foldCount() - 1) + ". Number the folds from 0 without gaps.");
        }
        PairSplit split = recipe.protocol().split(set, fold, set.foldCount(), seed);
        if (split.train().length < 4 || split.test().length == 0) {
            throw new UserException("Fold " + fold + " of " + set.name()
                    + " must have at least 4 pairs to train on and 1 to test on; found " + split.train().length
                    + " and "
                    + split.test().length + ". Use more pairs, or change recipe.folds or recipe.protocol.");
        }
        return split;
    }

    /**
     * Divides the training pairs of a split into pairs to train on and, as test pairs of the result, pairs to validate on. Whole queries
     * are held out if possible, and single pairs otherwise.
     */
    PairSplit validation(PairSplit split, int fold) {
        long key = CounterRandom.key(seed, fold, VALIDATION);
        PairSplit held = split.holdOutQueries(set, recipe.validation(), key);
        return held.train().length == 0 || held.test().length == 0
                ? split.holdOutPairs(recipe.validation(), key)
                : held;
    }

    /** Returns a split with all pairs as training pairs and no test pairs. */
    PairSplit all() {
        return new PairSplit(IntStream.range(0, set.pairs().size()).toArray(), new int[0]);
    }
}
