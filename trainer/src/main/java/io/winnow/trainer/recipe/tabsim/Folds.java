package io.winnow.trainer.recipe.tabsim;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairSplit;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.stream.IntStream;

/** The pairs of a recipe, and how they are divided. */
record Folds(TabSim recipe, GradedPairs set, long seed) {
    /** Reads the pairs; pairs without folds get some. */
    static Folds open(TabSim recipe, StageContext context) throws IOException {
        return of(
                recipe, context.data().open(recipe.data()), context.experiment().seed());
    }

    /** Reads the pairs; pairs without folds get some. */
    static Folds of(TabSim recipe, Catalog catalog, long seed) throws IOException {
        return of(recipe, recipe.data().open(catalog), seed);
    }

    private static Folds of(TabSim recipe, GradedPairs pairs, long seed) {
        GradedPairs set = pairs;
        if (set.foldCount() == 1) {
            set = PairSplit.assignFolds(set, recipe.folds(), seed);
        } else if (set.foldCount() < recipe.folds()) {
            throw new UserException("recipe.folds is " + recipe.folds() + ", and " + set.name() + " has "
                    + set.foldCount() + " folds.");
        }
        return new Folds(recipe, set, seed);
    }

    PairSplit split(int fold) {
        PairSplit split = recipe.protocol().split(set, fold, set.foldCount(), seed);
        if (split.train().length < 4 || split.test().length == 0) {
            throw new UserException("Fold " + fold + " of " + set.name() + " has " + split.train().length
                    + " pairs to train on and " + split.test().length + " to test on.");
        }
        return split;
    }

    /** The training pairs of a fold without those held out for validation, and these. */
    PairSplit validation(PairSplit split, int fold) {
        long key = CounterRandom.key(seed, fold, 1);
        PairSplit held = split.holdOutQueries(set, recipe.validation(), key);
        return held.train().length == 0 || held.test().length == 0
                ? split.holdOutPairs(recipe.validation(), key)
                : held;
    }

    /** All pairs to train on, none to test on. */
    PairSplit all() {
        return new PairSplit(IntStream.range(0, set.pairs().size()).toArray(), new int[0]);
    }
}
