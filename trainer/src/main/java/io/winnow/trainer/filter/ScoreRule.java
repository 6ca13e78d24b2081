package io.winnow.trainer.filter;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The score filter (datacomp.md, section 2, item 3): keeps the best scores, by a threshold or as a fraction of all examples. */
@Kind("score")
@Doc("Keeps the examples with the best scores.")
public record ScoreRule(
        ScoreSource source,

        @Doc(
                "Fraction of the examples to keep, above 0 and at most 1. It is of the whole pool, whatever other filters drop. Fractions carry"
                        + " over from one model to another, and thresholds do not.")
        Optional<Double> fraction,

        @Doc("Worst score to keep, instead of fraction.") Optional<Double> threshold,

        @Doc(
                "exact: the best floor(N * fraction) examples, and of equal scores those with the smaller keys; published: as the code of"
                        + " DataComp does, all scores that are at least the one at place floor(N * fraction), counted from 0, which is at least"
                        + " one more.")
        @Default("exact")
        Reading reading,

        @Doc(
                "Whether the fraction is of the whole pool, or of each class or cluster, so that their shares stay as they are.")
        @Default("pool")
        Within within)
        implements FilterRule {
    /** What a fraction is a fraction of. */
    public enum Within {
        /** The whole pool. */
        POOL,
        /** Each class of the given labels. */
        CLASS,
        /** Each cluster. */
        CLUSTER
    }

    public ScoreRule {
        new Checks()
                .that(
                        fraction.isPresent() != threshold.isPresent(),
                        "fraction",
                        "must be given, or threshold instead, but not both")
                .that(
                        fraction.map(each -> each > 0 && each <= 1).orElse(true),
                        "fraction",
                        "must be above 0 and at most 1, found " + fraction.orElse(0.0))
                .that(
                        within == Within.POOL || fraction.isPresent(),
                        "within",
                        "must be pool for a threshold, which is the same for all examples")
                .done();
    }

    @Override
    public FilterResult apply(String name, Measures measures) throws IOException {
        Pool pool = measures.pool();
        Scores scores = source.scores(name, measures);
        double[] values = scores.values();
        boolean[] kept = new boolean[values.length];
        OptionalDouble worst = OptionalDouble.empty();
        List<int[]> groups = groups(name, measures);
        for (int[] group : groups) {
            double[] own = Arrays.stream(group).mapToDouble(i -> values[i]).toArray();
            List<String> keys = Arrays.stream(group).mapToObj(pool.keys()::get).toList();
            BestFraction best = threshold.isPresent()
                    ? BestFraction.byThreshold(own, scores.highest(), threshold.get())
                    : BestFraction.of(own, scores.highest(), keys, fraction.orElseThrow(), reading);
            for (int i = 0; i < group.length; i++) {
                kept[group[i]] = best.kept()[i];
            }
            worst = groups.size() == 1 ? best.threshold() : OptionalDouble.empty();
        }
        List<String> texts = new ArrayList<>();
        List<List<String>> reasons = new ArrayList<>();
        for (int i = 0; i < kept.length; i++) {
            boolean missing = Double.isNaN(values[i]);
            texts.add(missing ? "" : text(values[i]));
            reasons.add(kept[i] ? List.of() : List.of(missing ? "no_score" : "not_among_best"));
        }
        return new FilterResult(
                name,
                kept,
                texts,
                reasons,
                Optional.of(new FilterResult.Scoring(values, scores.highest(), worst)),
                scores.notes());
    }

    /** Returns the examples that share a fraction. Those without a class or cluster are a group of their own. */
    private List<int[]> groups(String name, Measures measures) throws IOException {
        Pool pool = measures.pool();
        if (within == Within.CLASS && pool.classNames().isEmpty()) {
            throw new UserException("The filter " + name + " keeps a fraction within each class, but the "
                    + pool.unit() + " of " + pool.name()
                    + " have no labels. Name a file that has them with the key labels, or leave within out.");
        }
        Map<Object, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < pool.size(); i++) {
            Object group =
                    switch (within) {
                        case POOL -> "";
                        case CLASS -> pool.classes().get(i);
                        case CLUSTER -> measures.clusters().of()[i];
                    };
            groups.computeIfAbsent(group, each -> new ArrayList<>()).add(i);
        }
        return groups.values().stream()
                .map(each -> each.stream().mapToInt(i -> i).toArray())
                .toList();
    }

    /** Returns a score with seven significant digits. */
    static String text(double score) {
        return Double.isInfinite(score)
                ? Double.toString(score)
                : new BigDecimal(score, new MathContext(7)).stripTrailingZeros().toPlainString();
    }
}
