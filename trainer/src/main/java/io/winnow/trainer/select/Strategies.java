package io.winnow.trainer.select;

import java.util.List;
import java.util.Optional;

/** The strategies by their names. A new one is registered here. */
public final class Strategies {
    private static final List<Strategy> ALL = List.of(
            new RandomChoice(),
            Uncertainty.ENTROPY,
            Uncertainty.LEAST_CONFIDENCE,
            Uncertainty.MARGIN,
            new KCenter(),
            new Badge(),
            new TypiClust(),
            new ProbCover(),
            new KMeansChoice(),
            new DiverseMargin(),
            new Mix(),
            new ClusterShare(),
            new Ofds(),
            RareClass.THRESHOLD,
            RareClass.HIGHEST,
            new LearningToSample());

    private Strategies() {}

    /** Returns all strategies. */
    public static List<Strategy> all() {
        return ALL;
    }

    /** Returns the names of all strategies. */
    public static List<String> keys() {
        return ALL.stream().map(Strategy::key).toList();
    }

    /** Returns the strategy of a name; empty if there is none. */
    public static Optional<Strategy> find(String key) {
        return ALL.stream().filter(strategy -> strategy.key().equals(key)).findFirst();
    }

    /** The uniform choice. */
    public static Strategy random() {
        return ALL.get(0);
    }

    /** The choice while there is no model yet. */
    public static Strategy coldStart() {
        return find("typiclust").orElseThrow();
    }
}
