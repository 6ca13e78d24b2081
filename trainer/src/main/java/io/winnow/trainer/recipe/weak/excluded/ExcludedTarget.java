package io.winnow.trainer.recipe.weak.excluded;

import io.winnow.datasets.inspect.ExclusionCheck;
import io.winnow.datasets.label.ExcludedLabels;
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
import java.util.List;

/** Classes that an example does not have. */
@Kind("not")
@Doc("Classes that an example does not have (complementary labels). The transition matrix, which says how often each"
        + " class is excluded, is that of the labels: given, or estimated from trusted labels, or else uniform.")
public record ExcludedTarget(
        @Doc("The loss of the answers.") @Default("{kind: scl_nl}")
        ExclusionLoss loss,

        @Doc("Number of answers as which a trusted label counts, whose cross-entropy is then added to the loss. With 0,"
                + " trusted labels only estimate the transition matrix.")
        @Default("0")
        double trustedWeight)
        implements WeakTarget {
    public ExcludedTarget {
        new Checks()
                .notNegative("trusted_weight", trustedWeight)
                .that(
                        trustedWeight == 0 || !(loss instanceof ExclusionLoss.Estimates),
                        "trusted_weight",
                        "must be 0 with cpe, whose network predicts which class is excluded")
                .done();
    }

    @Override
    public LabelKind labels() {
        return LabelKind.NOT;
    }

    @Override
    public TargetLoss trainedLoss() {
        return trustedWeight > 0 ? new TrustedLoss(loss, trustedWeight) : loss;
    }

    @Override
    public void check(Checks checks, String key, ClassifierOptions classify) {
        checks.that(
                !classify.mixes(),
                "classify.mixup",
                "and cutmix must be 0, since the losses of excluded classes have no meaning for mixtures");
        checks.that(
                classify.labelAttention().isEmpty() || !(loss instanceof ExclusionLoss.Estimates),
                "classify.label_attention",
                "must be left out with cpe, which has a head of its own");
    }

    @Override
    public void checkSizes(SizeChecks checks, String key, TaskData data) {
        ExcludedLabels labels = (ExcludedLabels) data.trainLabels();
        ExclusionCheck found = ExclusionCheck.of(labels);
        boolean uniform = !loss.usesTransition() || (labels.transition().isEmpty() && labels.trustedCount() == 0);
        String assumes = loss.usesTransition()
                ? "uses a uniform transition matrix, because none is given and there are no trusted labels"
                : "assumes that all other classes are excluded equally often";
        List<String> problems = found.problems();
        checks.expect(
                !uniform || problems.isEmpty(),
                key + ".loss.kind",
                assumes + ", but " + String.join("; ", problems) + ". " + found.advice());
        checks.expect(
                labels.classCount() > 2,
                key,
                "has two classes: excluding one of them names the other, so that ordinary labels say the same");
        checks.expect(
                trustedWeight == 0 || labels.trustedCount() > 0,
                key + ".trusted_weight",
                "has no effect, because there are no trusted labels");
    }
}
