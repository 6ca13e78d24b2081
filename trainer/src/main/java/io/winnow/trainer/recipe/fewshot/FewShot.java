package io.winnow.trainer.recipe.fewshot;

import io.winnow.models.layer.Layer;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Artifact;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Paper;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.recipe.supervised.FrozenOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A few labelled examples of each class: SetFit with {@code example_pairs} alone, FusionSent with {@code label_pairs} as well. */
@Kind("fewshot")
@Doc(
        "A few labelled examples of each class: fine-tunes an encoder on pairs of examples (SetFit) and a copy of it on pairs"
                + " of an example and the text of a class, merges both (FusionSent), and fits a linear head.")
public record FewShot(
        DataConfig data,

        TuneOptions tune,
        @Default("{}") ClassTexts classTexts,
        @Default("{}") HeadOptions head,

        @Default("{}") FrozenOptions frozen)
        implements EncoderRecipe {
    private static final String TUNE = "tune";
    static final String EXAMPLE_PAIRS = "example_pairs";
    static final String LABEL_PAIRS = "label_pairs";
    static final String MERGE = "merge";
    static final String HEAD = "head";
    private static final Sharing ONE_DEVICE = new Sharing.OneDevice("the pairs of a whole batch are compared");

    public static final Method METHOD = new Method(
            FewShot.class,
            List.of(
                    new Paper("Efficient Few-Shot Learning Without Prompts", "2209.11055"),
                    new Paper(
                            "Efficient Few-shot Learning for Multi-label Classification of Scientific Documents with Many"
                                    + " Classes",
                            "2410.05770")),
            LabelNeed.learning(LabelKind.CLASS, LabelKind.MULTI),
            List.of(slot(EXAMPLE_PAIRS), slot(LABEL_PAIRS)),
            List.of(
                    Artifact.encoder(EXAMPLE_PAIRS),
                    Artifact.encoder(LABEL_PAIRS),
                    Artifact.encoder(HEAD),
                    new Artifact(HEAD, ClassifierTraining.CLASSIFIER, "weights of encoder and head")),
            Set.of(Capability.EMBEDS, Capability.PREDICTS, Capability.AUDITS));

    public FewShot {
        Checks checks = new Checks();
        if (tune != null) {
            EncoderConfig.check(checks, tune.encoder(), data, "tune.encoder");
        }
        checks.done();
    }

    @Override
    public Method method() {
        return METHOD.training(tune.trainings(data).stream()
                .map(training -> slot(training.stage()))
                .toList());
    }

    private static Slot slot(String section) {
        return Slot.of(TUNE + "." + section).shared(ONE_DEVICE);
    }

    @Override
    public void checkSizes(SizeChecks checks, TaskData examples) {
        Inputs inputs = examples.inputs();
        boolean texts = classTexts.checkSizes(checks, "class_texts", examples);
        checks.that(
                texts || head.prior() == HeadOptions.Prior.NONE,
                "head.prior",
                "must be none for these " + examples.unit() + ": the encoder takes no names of classes");
        tune.checkSizes(checks, TUNE, texts, examples);
        checks.that(
                inputs.target() == null || inputs.classes().size() > 1,
                "data",
                "must have at least two classes, found " + inputs.classes());
    }

    @Override
    public List<ProbedTraining> trainings() {
        return tune.trainings(data);
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        tune.examplePairs()
                .ifPresent(each -> stages.add(Stage.of(
                        EXAMPLE_PAIRS,
                        context -> context.with(data, (examples, stage) -> each.train(this, examples, stage)))));
        tune.labelPairs()
                .ifPresent(each -> stages.add(Stage.of(
                        LABEL_PAIRS,
                        context -> context.with(data, (examples, stage) -> each.train(this, examples, stage)))));
        if (tune.merges()) {
            stages.add(Stage.of(MERGE, context -> Merge.run(this, context)));
        }
        stages.add(Stage.of(
                HEAD, context -> context.with(data, (examples, stage) -> HeadStage.run(this, examples, stage))));
        stages.add(evaluation());
        return stages;
    }

    @Override
    public TrainedEncoder encoder() {
        return new TrainedEncoder(HEAD, tune.encoder(), data);
    }

    @Override
    public Optional<Layer> classifier(Inputs inputs) {
        return Optional.of(HeadStage.network(tune.encoder(), inputs));
    }

    @Override
    public boolean knowsAuditedLabels() {
        return true;
    }

    @Override
    public EncoderEvaluation evaluation() {
        return new FewShotEvaluation(this);
    }
}
