package io.winnow.trainer.audit;

import ai.djl.ndarray.NDArray;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import io.winnow.trainer.evaluate.RunningLabelSets;
import io.winnow.trainer.run.UserException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Audits labels of any kind. */
public final class Audits {
    private Audits() {}

    /**
     * Returns the methods by which labels are ranked; empty if labels of this kind cannot be audited.
     *
     * @throws UserException if there are too many pairs of an example and a class
     */
    public static List<String> methods(Labels labels) {
        if (labels instanceof ClassSets given && RunningLabelSets.needed(given.size(), given.classCount())) {
            throw new UserException(String.format(
                    Locale.ROOT,
                    "Label sets are audited by a probability for each pair of an example and a class, which is possible for at"
                            + " most %,d pairs; found %,d examples with %,d classes. Audit fewer examples (data.limit), or only"
                            + " the classes that matter.",
                    RunningLabelSets.MOST_PAIRS,
                    given.size(),
                    given.classCount()));
        }
        if (labels instanceof ClassLabels) {
            return LabelAudit.methods();
        }
        if (labels instanceof ClassSets) {
            return SetAudit.METHODS;
        }
        boolean one = labels instanceof NumberLabels numbers && numbers.names().size() == 1;
        return one || labels instanceof OrdinalLabels || labels instanceof SoftLabels || labels instanceof VoteLabels
                ? List.of(LabelAudit.KERNEL, LabelAudit.NEIGHBOURS, LabelAudit.MEAN)
                : List.of();
    }

    /**
     * Audits labels.
     *
     * @param z representations (N, D)
     * @param labels labels that have {@link #methods} (N)
     * @param method one of these methods
     * @param answers what a person said of random examples, if they were checked; they change only the probabilities of labels of one class
     *     each
     * @param annotators what annotators say of examples with one class each, if they were asked
     * @param seed seed of the folds
     * @param say receives messages on the progress
     */
    public static Findings of(
            NDArray z,
            Labels labels,
            String method,
            Optional<CheckedAnswers> answers,
            Optional<AnnotatorOpinion> annotators,
            AuditOptions options,
            long seed,
            Consumer<String> say) {
        if (labels instanceof ClassLabels given) {
            LabelAudit audit = LabelAudit.of(z, given, options, seed, annotators, say);
            return new ClassFindings(audit, Verdict.of(audit, method, answers));
        } else if (labels instanceof ClassSets given) {
            return new SetFindings(SetAudit.of(z, given, options, seed, say), method);
        } else if (labels instanceof SoftLabels || labels instanceof VoteLabels) {
            return new DistributionFindings(DistributionAudit.of(z, labels, options, seed, say), method);
        }
        ResidualAudit audit = ResidualAudit.of(z, labels, options, seed, say);
        return labels instanceof OrdinalLabels ? new LevelFindings(audit, method) : new ResidualFindings(audit, method);
    }
}
