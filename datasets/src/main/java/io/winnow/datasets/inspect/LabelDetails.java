package io.winnow.datasets.inspect;

import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Statistics that only one kind of label has. They are those of the items of which something is known. */
public sealed interface LabelDetails {
    /**
     * Sets of classes.
     *
     * @param cardinality mean number of positive classes
     * @param density cardinality divided by the number of classes
     * @param distinctSets number of different sets of positive classes
     * @param withoutPositive number of items without a positive class
     * @param unknown share of the pairs of an item and a class of which nothing is known, in [0, 1]
     * @param known what is known of each class; empty if everything is
     * @param commonestPairs the pairs of classes that most items have both of, at most ten, the commonest first
     */
    record Sets(
            double cardinality,
            double density,
            int distinctSets,
            int withoutPositive,
            double unknown,
            List<LabelSetStatistics.ClassCounts> known,
            List<LabelSetStatistics.ClassPair> commonestPairs)
            implements LabelDetails {
        public Sets {
            known = List.copyOf(known);
            commonestPairs = List.copyOf(commonestPairs);
        }
    }

    /**
     * Distributions over classes.
     *
     * @param meanEntropy mean entropy in nats
     * @param withoutMajority share of the items whose largest share is below 0.5, in [0, 1]
     */
    record Distributions(double meanEntropy, double withoutMajority) implements LabelDetails {}

    /** Candidates; {@code meanCandidates} is their mean number. */
    record Partial(double meanCandidates) implements LabelDetails {}

    /**
     * Classes that items do not have.
     *
     * @param meanAnswers mean number of answers of the items that have any; 0 if there are none
     * @param excluded number of first answers that exclude each class, by its name
     * @param trusted number of items whose class is known
     * @param wrong share of their first answers that exclude their class, in [0, 1]; null if there are none
     */
    record Exclusions(double meanAnswers, Map<String, Integer> excluded, int trusted, Double wrong)
            implements LabelDetails {
        public Exclusions {
            excluded = Collections.unmodifiableMap(new LinkedHashMap<>(excluded));
        }
    }

    /**
     * Ordered levels.
     *
     * @param agreement how far the annotators agree, where the difference of two levels counts; null if no item has several annotators
     */
    record Levels(Agreement agreement) implements LabelDetails {}

    /**
     * Numbers.
     *
     * @param unit the unit of all numbers; null if none is given
     * @param numbers each number by its name; one that no item has is left out
     */
    record Numbers(String unit, Map<String, NumberSummary> numbers) implements LabelDetails {
        public Numbers {
            numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
        }
    }

    /**
     * Votes of annotators.
     *
     * @param annotators number of the annotators; null if it is not known who voted
     * @param perItem number of votes of an item; null if there are no votes
     * @param agreement how far the annotators agree; null if no item has several votes
     */
    record Votes(Integer annotators, NumberSummary perItem, Agreement agreement) implements LabelDetails {}

    /** Returns the statistics; empty if this kind of label has none, or if nothing is known of any item. */
    static Optional<LabelDetails> of(Labels all) {
        Labels labels =
                all.select(IntStream.range(0, all.size()).filter(all::known).toArray());
        if (labels.size() == 0) {
            return Optional.empty();
        } else if (labels instanceof ClassSets multi) {
            return Optional.of(sets(multi));
        } else if (labels instanceof SoftLabels soft) {
            return Optional.of(distributions(soft));
        } else if (labels instanceof CandidateLabels candidates) {
            return Optional.of(new Partial(Arrays.stream(candidates.candidates())
                    .mapToInt(own -> own.length)
                    .average()
                    .orElseThrow()));
        } else if (labels instanceof ExcludedLabels excluded) {
            return Optional.of(exclusions(excluded));
        } else if (labels instanceof OrdinalLabels ordinal) {
            return Optional.of(levels(ordinal));
        } else if (labels instanceof NumberLabels numbers) {
            return Optional.of(numbers(numbers));
        } else if (labels instanceof VoteLabels votes) {
            return Optional.of(votes(votes));
        }
        return Optional.empty();
    }

    private static Exclusions exclusions(ExcludedLabels labels) {
        ExclusionCheck check = ExclusionCheck.of(labels);
        Map<String, Integer> excluded = new LinkedHashMap<>();
        for (int k = 0; k < labels.classCount(); k++) {
            excluded.put(labels.classNames().get(k), (int) Math.round(check.shares()[k] * check.answers()));
        }
        long answered =
                Arrays.stream(labels.excluded()).filter(own -> own.length > 0).count();
        return new Exclusions(
                (double) labels.answers() / Math.max(1, answered),
                excluded,
                labels.trustedCount(),
                check.trusted() == 0 ? null : (double) check.wrong() / check.trusted());
    }

    private static Sets sets(ClassSets labels) {
        LabelSetStatistics found = LabelSetStatistics.of(labels);
        double unknown = found.classes().stream()
                .mapToLong(LabelSetStatistics.ClassCounts::unknown)
                .sum();
        return new Sets(
                found.cardinality(),
                found.density(),
                found.distinctSets(),
                found.withoutPositive(),
                unknown / labels.size() / Math.max(1, labels.classCount()),
                unknown == 0 ? List.of() : found.classes(),
                found.commonestPairs());
    }

    private static Distributions distributions(SoftLabels labels) {
        double entropy = 0;
        double withoutMajority = 0;
        for (double[] shares : labels.weights()) {
            entropy -= DoubleStream.of(shares)
                    .map(share -> share * Math.log(share))
                    .sum();
            withoutMajority += DoubleStream.of(shares).max().orElseThrow() < 0.5 ? 1 : 0;
        }
        return new Distributions(entropy / labels.size(), withoutMajority / labels.size());
    }

    private static Levels levels(OrdinalLabels labels) {
        if (labels.annotators().isEmpty()) {
            return new Levels(null);
        }
        int[] annotators = labels.annotators().get();
        int[][] given = IntStream.range(0, labels.size())
                .mapToObj(i -> choices(labels.distribution(i), annotators[i]))
                .toArray(int[][]::new);
        return new Levels(agreement(given, labels.classCount(), new AgreementScale.Ordinal()));
    }

    /** Returns the level that each annotator of an item chose, ascending, by the shares of the levels. */
    private static int[] choices(double[] shares, int annotators) {
        return IntStream.range(0, shares.length)
                .flatMap(k -> IntStream.generate(() -> k).limit(Math.round(shares[k] * annotators)))
                .toArray();
    }

    private static Numbers numbers(NumberLabels labels) {
        Map<String, NumberSummary> summaries = new LinkedHashMap<>();
        for (int d = 0; d < labels.names().size(); d++) {
            int number = d;
            double[] known = Arrays.stream(labels.values())
                    .mapToDouble(values -> values[number])
                    .filter(value -> !Double.isNaN(value))
                    .toArray();
            NumberSummary.of(known)
                    .ifPresent(summary -> summaries.put(labels.names().get(number), summary));
        }
        return new Numbers(labels.unit().orElse(null), summaries);
    }

    private static Votes votes(VoteLabels labels) {
        double[] perItem =
                Arrays.stream(labels.votes()).mapToDouble(own -> own.length).toArray();
        return new Votes(
                labels.annotators().isEmpty() ? null : labels.annotators().size(),
                NumberSummary.of(perItem).orElse(null),
                agreement(labels.votes(), labels.classCount(), new AgreementScale.Nominal()));
    }

    private static Agreement agreement(int[][] given, int values, AgreementScale scale) {
        Agreement agreement = Agreement.of(given, values, scale);
        return agreement.items() == 0 ? null : agreement;
    }
}
