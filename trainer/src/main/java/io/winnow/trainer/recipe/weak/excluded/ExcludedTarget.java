package io.winnow.trainer.recipe.weak.excluded;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.inspect.ExclusionCheck;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.evaluate.Transition;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.weak.WeakTarget;
import io.winnow.trainer.target.TargetLoss;
import java.util.List;
import java.util.Optional;

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
    /** Means over the answers for a class are noise in batches with fewer of them. */
    private static final int ANSWERS_PER_CLASS = 10;

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
                classify.tokenHead().isEmpty() || !(loss instanceof ExclusionLoss.Estimates),
                "classify.token_head",
                "must be left out with cpe, which has a head of its own");
    }

    @Override
    public void checkSizes(SizeChecks checks, String key, ClassifierOptions classify, TaskData data) {
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
                !uniform || !problems.isEmpty() || !loss.usesTransition(),
                key + ".loss.kind",
                assumes + ". If you know the classes of some training " + data.unit()
                        + ", name their column with trusted in the description of the label");
        checks.that(
                !(loss instanceof ExclusionLoss.Unbiased)
                        || Transition.of(labels.matrix()).invertible(),
                key + ".loss.kind",
                "must be another one, such as forward: ure needs the inverse of the transition matrix, which has none,"
                        + " because its rows are not independent of each other");
        int batch = classify.training().batchSize();
        int enough = ANSWERS_PER_CLASS * labels.classCount();
        checks.expect(
                !loss.averagesClasses() || batch >= enough,
                "classify.training.batch_size",
                "is " + batch + ", but this loss takes the mean over the answers of a batch for each of the "
                        + labels.classCount() + " classes. Use batches of at least " + enough);
        checks.expect(
                labels.classCount() > 2,
                key,
                "has two classes: excluding one of them names the other, so that ordinary labels say the same");
        checks.expect(
                trustedWeight == 0 || labels.trustedCount() > 0,
                key + ".trusted_weight",
                "has no effect, because there are no trusted labels");
    }

    @Override
    public List<Exhibit> exhibits(FinishedRun run, Optional<TaskData> data, NDManager manager) {
        return data.filter(each -> each.trainLabels() instanceof ExcludedLabels)
                .map(each -> TransitionExhibit.of((ExcludedLabels) each.trainLabels()))
                .orElseGet(List::of);
    }
}
