package io.winnow.trainer.modality.records;

import io.winnow.datasets.label.Annotations;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.ConfusableNoise;
import io.winnow.datasets.label.LabelNoise;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.LongTail;
import io.winnow.datasets.label.SimulatedAnnotators;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.TrueLabelSets;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.datasets.source.DescribedData;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.modality.SetSimulation;
import io.winnow.trainer.modality.WeakSimulation;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The labels that a training is given: those of the data, made imperfect if the configuration says so; and votes made distributions,
 * or distributions classes.
 *
 * @param examples positions of the examples that remain among the given ones, ascending
 * @param given labels of these examples
 * @param trueLabels their true classes, if one class each was made imperfect
 * @param trueSets their true classes, if label sets were made imperfect
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record Imperfection(int[] examples, Labels given, Optional<TrueLabels> trueLabels, Optional<TrueLabelSets> trueSets) {
    /** Returns the similarity of classes by their names. */
    @FunctionalInterface
    interface Similarity {
        double[][] of(List<String> classNames) throws IOException;
    }

    /**
     * Makes labels imperfect.
     *
     * @param labels labels of the training examples in use (N)
     * @param data these examples
     */
    static Imperfection of(Optional<LabelConfig> config, Labels labels, DescribedData data, Similarity similarity)
            throws IOException {
        if (config.isPresent()
                && config.get() instanceof LabelConfig.OneClass one
                && one.simulate().isPresent()
                && labels instanceof ClassLabels single) {
            return classes(one.simulate().get(), single, data, similarity);
        } else if (config.isPresent()
                && config.get() instanceof LabelConfig.Multi multi
                && multi.simulate().isPresent()
                && labels instanceof ClassSets sets) {
            return sets(multi.simulate().get(), sets);
        } else if (config.isPresent()
                && config.get() instanceof LabelConfig.Votes votes
                && labels instanceof VoteLabels given) {
            return plain(votes.aggregation().of(given));
        } else if (config.isPresent()
                && config.get() instanceof LabelConfig.Soft soft
                && soft.harden().isPresent()
                && labels instanceof SoftLabels given) {
            return plain(largestShares(given));
        }
        return plain(labels);
    }

    /**
     * Returns some of the examples.
     *
     * @param rows their positions among {@link #examples}, ascending
     */
    Imperfection select(int[] rows) {
        return new Imperfection(
                Arrays.stream(rows).map(row -> examples[row]).toArray(),
                given.select(rows),
                trueLabels.map(truth -> truth.select(rows)),
                trueSets.map(truth -> truth.select(rows)));
    }

    private static Imperfection plain(Labels labels) {
        return new Imperfection(
                IntStream.range(0, labels.size()).toArray(), labels, Optional.empty(), Optional.empty());
    }

    /** The class with the largest share of each example; of several, the first. */
    private static ClassLabels largestShares(SoftLabels labels) {
        return new ClassLabels(
                IntStream.range(0, labels.size())
                        .map(i -> Ranks.largest(labels.distribution(i)))
                        .toArray(),
                labels.classNames());
    }

    private static Imperfection classes(
            ClassSimulation rule, ClassLabels labels, DescribedData data, Similarity similarity) throws IOException {
        int classes = labels.classCount();
        int[] tail = rule.longTail().isPresent()
                ? LongTail.subset(labels.classes(), classes, rule.longTail().get(), rule.seed())
                : IntStream.range(0, labels.size()).toArray();
        int[] used = tail;
        ClassLabels truth = labels.select(used);
        double[][] alike = rule.needsSimilarity() ? similarity.of(labels.classNames()) : null;
        Labels given = truth;
        if (rule.noise().isPresent()) {
            ClassSimulation.Noise noise = rule.noise().get();
            Optional<LabelNoise> plain = noise.kind().plain();
            int[] noisy = plain.isPresent()
                    ? plain.get().corrupt(truth.classes(), classes, noise.rate(), rule.seed())
                    : LabelNoise.corrupt(
                            truth.classes(),
                            ConfusableNoise.transitions(alike, ConfusableNoise.TEMPERATURE, noise.rate()),
                            noise.rate(),
                            rule.seed());
            given = new ClassLabels(noisy, labels.classNames());
        } else if (rule.annotators().isPresent()) {
            ClassSimulation.Annotators each = rule.annotators().get();
            double[] right = each.accuracies();
            SimulatedAnnotators annotators = each.confusable()
                    ? SimulatedAnnotators.bySimilarity(right, alike)
                    : SimulatedAnnotators.uniform(right, classes);
            Annotations votes = annotators.label(
                    truth.classes(),
                    Collections.nCopies(truth.size(), ""),
                    labels.classNames(),
                    each.perExample(),
                    rule.seed());
            given = each.aggregation()
                    .of(new VoteLabels(votes.voters(), votes.labels(), votes.annotators(), labels.classNames()));
        }
        if (rule.weak().rule().isPresent()) {
            Labels weak = weak(rule, truth, data.select(used), 0);
            int[] known = IntStream.range(0, used.length).filter(weak::known).toArray();
            used = Arrays.stream(known).map(i -> tail[i]).toArray();
            truth = truth.select(known);
            given = weak.select(known);
        }
        return new Imperfection(used, given, Optional.of(new TrueLabels(truth.classes())), Optional.empty());
    }

    private static Labels weak(ClassSimulation simulation, ClassLabels truth, DescribedData data, int part) {
        WeakSimulation.Rule rule = simulation.weak().rule().orElseThrow();
        return rule.column().isEmpty()
                ? rule.of(truth, simulation.seed(), part)
                : rule.by(
                        NumberColumn.of(data, rule.column().get(), "data.labels.*.simulate.bag.by"),
                        truth,
                        simulation.seed(),
                        part);
    }

    /** Returns the labels by which test examples are judged: the true ones, possibly with what belongs to simulated weak labels. */
    static Labels test(Optional<LabelConfig> config, Labels labels) {
        return simulated(config).isPresent() && labels instanceof ClassLabels single
                ? simulated(config)
                        .get()
                        .weak()
                        .rule()
                        .orElseThrow()
                        .ofTest(single, simulated(config).get().seed())
                : labels;
    }

    /** The simulation of weak labels; empty if there is none. */
    private static Optional<ClassSimulation> simulated(Optional<LabelConfig> config) {
        return config.filter(LabelConfig.OneClass.class::isInstance)
                .flatMap(one -> ((LabelConfig.OneClass) one).simulate())
                .filter(each -> each.weak().rule().isPresent());
    }

    /** Returns the labels by which examples are validated: the true ones, or weak ones if the training has no others. */
    static Labels validation(Optional<LabelConfig> config, Labels labels, DescribedData data) {
        return simulated(config).isPresent() && labels instanceof ClassLabels single
                ? weak(simulated(config).get(), single, data, 1)
                : labels;
    }

    private static Imperfection sets(SetSimulation rule, ClassSets labels) {
        if (!labels.complete()) {
            throw new UserException(
                    "data.labels.*.simulate makes complete label sets imperfect, but of some classes it is not"
                            + " known whether examples have them. Leave simulate out, or set unlisted: negative or blank: no.");
        }
        SetSimulation.Imperfect made = rule.of(labels);
        return new Imperfection(made.examples(), made.given(), Optional.empty(), Optional.of(made.truth()));
    }
}
