package io.winnow.trainer.loop;

import io.winnow.datasets.Plural;
import io.winnow.trainer.evaluate.Proportion;
import java.util.Locale;

/**
 * The share of the rare class among the items of a project, estimated from items that were drawn at random: chosen items have far more of it.
 *
 * @param sample items of the class among labelled test items, which are a sample of all; if there are none, among the random items of the last
 *     rounds, which are a sample of those that nobody had been asked about. With the exact interval of Clopper and Pearson
 * @param test whether it is from test items
 * @param unlabelled number of further such items without a label, because nobody answered, or those who did could not tell or disagreed
 * @param share estimated share, corrected for the known errors of the annotators
 * @param low lower end of its 95% interval
 * @param high upper end of its 95% interval
 */
public record RareShare(Proportion sample, boolean test, int unlabelled, double share, double low, double high) {
    static RareShare of(Proportion sample, boolean test, int unlabelled, LabellerConfig labeller) {
        return new RareShare(
                sample,
                test,
                unlabelled,
                labeller.corrected(sample.share()),
                labeller.corrected(sample.low()),
                labeller.corrected(sample.high()));
    }

    /** What is known, as a sentence for people. */
    String said(LabellerConfig labeller) {
        return String.format(
                Locale.ROOT,
                "Share of the rare class %s: %.2f%% [%.2f, %.2f], from %d of %d random items%s%s.",
                test ? "among all items" : "among the items that nobody was asked about",
                100 * share,
                100 * low,
                100 * high,
                sample.count(),
                sample.size(),
                unlabelled == 0
                        ? ""
                        : " (" + Plural.of(unlabelled, "further one has", "further ones have") + " no label)",
                labeller.errs()
                        ? String.format(
                                Locale.ROOT,
                                ", corrected for a sensitivity of %.3f and a specificity of %.3f",
                                labeller.sensitivity(),
                                labeller.specificity())
                        : "");
    }
}
