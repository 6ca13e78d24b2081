package io.winnow.trainer.recipe.tabsim;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairSplit;

/** The protocol of the cross-validation: what the training and test pairs of a fold may have in common. */
public enum Protocol {
    /** They have no query in common, but may share other tables. */
    QUERY_DISJOINT {
        @Override
        PairSplit split(GradedPairs set, int fold, int folds, long seed) {
            return PairSplit.fold(set, fold);
        }
    },
    /** They have no table in common: training pairs with a table of a test pair are dropped. */
    STRICT {
        @Override
        PairSplit split(GradedPairs set, int fold, int folds, long seed) {
            return PairSplit.fold(set, fold).strict(set);
        }
    },
    /** Pairs are divided at random, so that queries and tables leak from training into test. For comparison with publications. */
    RANDOM {
        @Override
        PairSplit split(GradedPairs set, int fold, int folds, long seed) {
            return PairSplit.random(set, 1.0 / folds, CounterRandom.key(seed, fold));
        }
    };

    abstract PairSplit split(GradedPairs set, int fold, int folds, long seed);
}
