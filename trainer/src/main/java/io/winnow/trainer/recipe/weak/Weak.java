package io.winnow.trainer.recipe.weak;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.EpochOrder;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Paper;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.supervised.ClassifierRecipe;
import io.winnow.trainer.recipe.supervised.FrozenOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A classifier that is trained on weak labels. Its model predicts classes, as if the labels had named them. */
@Kind("weak")
@Doc("A classifier trained on weak labels: classes that an example does not have, candidates for its class,"
        + " the shares of the classes in bags of examples, or domains that differ in their mixture of classes.")
public record Weak(
        @Default("{kind: images}") DataConfig data,

        WeakTarget target,

        @Doc("Where the initial weights of the encoder come from. By default they are its own: published ones if it"
                + " is pretrained, and otherwise random ones.")
        Optional<EncoderSource> start,

        ClassifierOptions classify,
        @Default("{}") FrozenOptions frozen)
        implements ClassifierRecipe {
    private static final String TARGET = "target";

    public static final Method METHOD = new Method(
            Weak.class,
            List.of(
                    new Paper("CLImage: Human-Annotated Datasets for Complementary-Label Learning", "2305.08295"),
                    new Paper(
                            "Learning from Label Proportions: Bootstrapping Supervised Learners via Belief Propagation",
                            "2310.08056"),
                    new Paper("Unsupervised Learning under Latent Label Shift", "2207.13179")),
            LabelNeed.learning(LabelKind.PARTIAL, LabelKind.NOT, LabelKind.BAG, LabelKind.DOMAIN),
            SLOTS,
            ARTIFACTS,
            Set.of(Capability.EMBEDS, Capability.PREDICTS));

    public Weak {
        // The reader of configurations passes null for sections that are themselves invalid.
        Checks checks = new Checks();
        if (classify != null) {
            checks.that(
                    classify.loss().isEmpty(),
                    "classify.loss",
                    "must be left out: weak labels have losses of their own, which target has");
            ClassifierRecipe.check(checks, data, start, classify);
        }
        if (target != null && classify != null) {
            target.check(checks, TARGET, classify);
        }
        checks.done();
    }

    @Override
    public Method method() {
        return METHOD.training(slots());
    }

    @Override
    public ClassifierOptions trained() {
        return classify.withLoss(target.trainedLoss());
    }

    @Override
    public Optional<EpochOrder> order(TaskData examples) {
        return target.order(examples, classify.training().batchSize()).or(() -> ClassifierRecipe.super.order(examples));
    }

    @Override
    public void checkSizes(SizeChecks checks, TaskData examples) {
        Optional<LabelKind> found = LabelKind.of(examples.trainLabels().getClass());
        checks.that(
                found.isEmpty()
                        || found.get() == target.labels()
                        || !METHOD.labels().kinds().contains(found.get()),
                TARGET,
                "learns from labels of the kind " + target.labels() + ", which are "
                        + target.labels().description() + "; found "
                        + found.map(kind -> kind + ", which are " + kind.description())
                                .orElse("none")
                        + ". Describe other labels in data, or choose another target.kind");
        if (found.isPresent() && found.get() == target.labels()) {
            ClassifierRecipe.super.checkSizes(checks, examples);
            target.checkSizes(checks, TARGET, classify, examples);
        }
    }

    @Override
    public EncoderEvaluation evaluation() {
        return target.evaluation(this);
    }

    // The evaluation that any classifier has, from which targets start.
    EncoderEvaluation usualEvaluation() {
        return ClassifierRecipe.super.evaluation();
    }

    @Override
    public List<Exhibit> exhibits(FinishedRun run, Optional<TaskData> examples, NDManager manager) throws IOException {
        return target.exhibits(run, examples, manager);
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>(ClassifierRecipe.super.stages());
        int own = stages.size() - 2;
        stages.remove(own);
        stages.addAll(own, target.stages(this));
        return stages;
    }
}
