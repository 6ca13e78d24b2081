package io.winnow.trainer.recipe.weak.candidates;

import io.winnow.datasets.label.CandidateLabels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.weak.WeakTarget;
import io.winnow.trainer.target.TargetLoss;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** Candidates for the class of an example. */
@Kind("candidates")
@Doc("Candidates, exactly one of which is the class of an example (partial labels).")
public record CandidatesTarget(
        @Doc("The loss of the candidates.") @Default("{kind: likelihood}")
        CandidateLoss loss) implements WeakTarget {
    @Override
    public LabelKind labels() {
        return LabelKind.PARTIAL;
    }

    @Override
    public TargetLoss trainedLoss() {
        return loss;
    }

    @Override
    public void check(Checks checks, String key, ClassifierOptions classify) {
        checks.that(
                !classify.mixes(),
                "classify.mixup",
                "and cutmix must be 0, since the losses of candidates have no meaning for mixtures");
    }

    @Override
    public void checkSizes(SizeChecks checks, String key, ClassifierOptions classify, TaskData data) {
        CandidateLabels labels = (CandidateLabels) data.trainLabels();
        long known = count(labels, candidates -> candidates > 0);
        long all = count(labels, candidates -> candidates == labels.classCount());
        checks.that(
                all < known,
                key,
                "needs " + data.unit() + " of which some class is no candidate, but all " + known + " training "
                        + data.unit() + " have all " + labels.classCount()
                        + " classes as candidates, from which nothing can be learned");
        checks.expect(
                all == 0 || all == known,
                key,
                "learns nothing from " + all + " of " + known + " training " + data.unit() + ", which have all "
                        + labels.classCount() + " classes as candidates");
        checks.expect(
                count(labels, candidates -> candidates > 1) > 0,
                key,
                "has one candidate for each of the training " + data.unit()
                        + ", so that ordinary labels say the same. If their cells name several classes, set separator or"
                        + " literal in the description of the label");
    }

    private static long count(CandidateLabels labels, IntPredicate which) {
        return Arrays.stream(labels.candidates())
                .filter(each -> which.test(each.length))
                .count();
    }
}
