package io.winnow.trainer.recipe.web;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Need;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Artifact;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Paper;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.supervised.ClassifierRecipe;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.recipe.supervised.FrozenOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A classifier that learns from examples of the web, whose labels follow from texts or searches (CAPro). */
@Kind("web")
@Doc(
        "A classifier that learns from noisy labels of the web (CAPro): texts pick trusted examples of each class, and prototypes of the classes and a"
                + " classifier correct the other labels.")
public record Web(
        @Default("{kind: images}") DataConfig data,

        @Doc("Where the initial weights of the encoder come from. By default they are its own: published ones if it"
                + " is pretrained, and otherwise random ones.")
        Optional<EncoderSource> start,

        @Default("{kind: none}") AnchorSource anchors,

        CorrectOptions correct,

        @Doc(
                "Options of the classifier that is trained on the labels that are kept or corrected. It starts from the network that corrected"
                        + " them; with `fine_tune: {freeze: all}`, only its head is trained.")
        ClassifierOptions classify,

        @Default("{}") FrozenOptions frozen)
        implements ClassifierRecipe {
    static final String VANILLA = "vanilla";
    static final String ANCHORS = "anchors";
    static final String CORRECT = "correct";

    private static final Slot SLOT = Slot.of(CORRECT)
            .training("network")
            .needing(Need.VIEWS)
            .shared(new Sharing.OneDevice("the queue and the prototypes follow from whole batches"));

    public static final Method METHOD = new Method(
            Web.class,
            List.of(new Paper("CAPro: Webly Supervised Learning with Cross-Modality Aligned Prototypes", "2310.09761")),
            LabelNeed.learning(LabelKind.CLASS),
            List.of(SLOTS.get(0), SLOT, SLOTS.get(1)),
            List.of(
                    ARTIFACTS.get(0),
                    ARTIFACTS.get(1),
                    new Artifact(CORRECT, CorrectedLabels.ALL, "what became of every label"),
                    new Artifact(CORRECT, CorrectedLabels.KEPT, "labels that are kept or corrected")),
            Set.of(Capability.EMBEDS, Capability.PREDICTS, Capability.AUDITS));

    public Web {
        // The reader of configurations passes null for sections that are themselves invalid.
        Checks checks = new Checks();
        if (classify != null) {
            ClassifierRecipe.check(checks, data, start, classify);
            checks.that(
                    classify.biasStart().isEmpty(),
                    "classify.bias_start",
                    "must be left out: the classifier starts from the one that corrected the labels, with its biases");
        }
        checks.that(
                correct == null
                        || correct.training() == null
                        || correct.training()
                                .earlyStopping()
                                .map(rule -> rule.metric().equals("loss"))
                                .orElse(true),
                "correct.training.early_stopping.metric",
                "must be loss: this training is not validated; watch a metric in classify.training instead");
        checks.done();
    }

    @Override
    public Method method() {
        return METHOD.training(slots());
    }

    @Override
    public List<Slot> slots() {
        List<Slot> slots = new ArrayList<>(ClassifierRecipe.super.slots());
        slots.add(slots.size() - 1, SLOT);
        return slots;
    }

    @Override
    public void checkSizes(SizeChecks checks, TaskData examples) {
        ClassifierRecipe.super.checkSizes(checks, examples);
        correct.checkSizes(checks, CORRECT, classify.encoder(), examples);
        if (examples.trainLabels() instanceof ClassLabels) {
            requireAnchors(examples);
        }
    }

    private void requireAnchors(TaskData examples) {
        try {
            anchors.require(examples);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<ProbedTraining> trainings() {
        List<ProbedTraining> trainings = new ArrayList<>(ClassifierRecipe.super.trainings());
        trainings.addAll(
                trainings.size() - 1, List.of(probed(VANILLA, correct.first()), probed(CORRECT, correct.training())));
        return trainings;
    }

    private ProbedTraining probed(String stage, TrainingOptions training) {
        return new ProbedTraining(stage, classify.encoder(), data, training, 1, false, 1, ProbedTraining.SMALL);
    }

    @Override
    public List<Stage> stages() {
        WebStages own = new WebStages(this);
        List<Stage> stages = new ArrayList<>(ClassifierRecipe.super.stages());
        stages.addAll(
                stages.size() - 2,
                List.of(
                        Stage.of(
                                VANILLA,
                                Optional.of(new First(data, start, classify.encoder(), correct.ofFirst())),
                                own::vanilla),
                        Stage.of(ANCHORS, own::anchors),
                        Stage.of(CORRECT, own::correct)));
        return stages;
    }

    /** What the first training follows from. */
    private record First(
            DataConfig data, Optional<EncoderSource> start, EncoderConfig encoder, CorrectOptions options) {}

    /** Trains the classifier on the labels that are kept or corrected. */
    @Override
    public StageResult train(StageContext context) throws IOException {
        try (TaskData examples = context.open(data)) {
            TaskData cleaned = CorrectedLabels.cleaned(examples, context, CORRECT);
            return train(trained(), cleaned, order(cleaned), context);
        }
    }

    /** The weights of the network that corrected the labels: of its classifier, too, if the next one has the same linear head. */
    @Override
    public Map<String, NDArray> startWeights(StageContext context, NDManager scope) throws IOException {
        boolean linear = classify.cosineScale().isEmpty()
                && classify.tokenHead().isEmpty()
                && classify.fineTune().lora().isEmpty();
        return Embedder.read(
                context.folderOf(CORRECT).resolve(linear ? ClassifierTraining.CLASSIFIER : Representations.ENCODER),
                scope);
    }

    @Override
    public List<Exhibit> exhibits(FinishedRun run, Optional<TaskData> examples, NDManager manager) throws IOException {
        return examples.isPresent() && run.isComplete(CORRECT) ? WebExhibits.of(run, examples.get()) : List.of();
    }

    @Override
    public EncoderEvaluation evaluation() {
        return new WebEvaluation(this);
    }
}
