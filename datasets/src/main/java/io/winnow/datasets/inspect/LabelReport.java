package io.winnow.datasets.inspect;

import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.datasets.split.Split;
import java.util.Optional;

/**
 * What is known of the items by one label.
 *
 * @param kind the kind of the label in a description, such as {@code class} or {@code multi}
 * @param known number of items of which something is known
 * @param missing number of the other items
 * @param classes the classes, or the domains of labels of kind domain, whose classes are not known; null if there are none, or if labels of kind not say of no item which one it has
 * @param details what only this kind of label has; null for kind {@code class}
 */
public record LabelReport(String kind, int known, int missing, ClassReport classes, LabelDetails details) {
    /**
     * Inspects labels.
     *
     * @param split division of the items into parts; empty if they are not divided
     */
    static LabelReport of(Labels labels, Optional<Split> split) {
        int known = labels.knownCount();
        return new LabelReport(
                kind(labels),
                known,
                labels.size() - known,
                labels.classNames().isEmpty() || labels instanceof ExcludedLabels
                        ? null
                        : ClassReport.of(
                                labels instanceof DomainLabels domains ? domains.domainClasses() : labels, split),
                LabelDetails.of(labels).orElse(null));
    }

    /** The name of a kind of labels in a description (data-readers.md, section 3). */
    private static String kind(Labels labels) {
        if (labels instanceof ClassLabels) {
            return "class";
        } else if (labels instanceof SoftLabels) {
            return "soft";
        } else if (labels instanceof ClassSets) {
            return "multi";
        } else if (labels instanceof CandidateLabels) {
            return "partial";
        } else if (labels instanceof BagLabels) {
            return "bag";
        } else if (labels instanceof DomainLabels) {
            return "domain";
        } else if (labels instanceof ExcludedLabels) {
            return "not";
        } else if (labels instanceof OrdinalLabels) {
            return "ordinal";
        } else if (labels instanceof NumberLabels) {
            return "number";
        } else if (labels instanceof VoteLabels) {
            return "votes";
        }
        return "none";
    }
}
