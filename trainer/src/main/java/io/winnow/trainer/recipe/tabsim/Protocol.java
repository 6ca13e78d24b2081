package io.winnow.trainer.recipe.tabsim;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairSplit;

/** What training and test of a fold may have in common. */
public enum Protocol {
    /** No query; other tables may stand on both sides. */
    QUERY_DISJOINT {
        @Override
        PairSplit split(GradedPairs set, int fold, int folds, long seed) {
            return PairSplit.fold(set, fold);
        }
    },
    /** No table: training pairs that touch a table of the test are dropped. */
    STRICT {
        @Override
        PairSplit split(GradedPairs set, int fold, int folds, long seed) {
            return PairSplit.fold(set, fold).strict(set);
        }
    },
    /** Anything: pairs at random, which leaks; for comparison with publications. */
    RANDOM {
        @Override
        PairSplit split(GradedPairs set, int fold, int folds, long seed) {
            return PairSplit.random(set, 1.0 / folds, CounterRandom.key(seed, fold));
        }
    };

    abstract PairSplit split(GradedPairs set, int fold, int folds, long seed);
}
