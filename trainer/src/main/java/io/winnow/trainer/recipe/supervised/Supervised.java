package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Artifact;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Pretrainings;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.ValidatedTraining;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A classifier that is trained on the given labels. */
@Kind("supervised")
@Doc("A classifier trained on the given labels, plainly (ERM) or with remedies for long-tailed and noisy labels.")
public record Supervised(
        @Default("{kind: images}") DataConfig data,

        @Doc("Where the initial weights of the encoder come from. By default they are its own: published ones if it"
                + " is pretrained, and otherwise random ones.")
        Optional<EncoderSource> start,

        ClassifierOptions classify,
        @Default("{}") FrozenOptions frozen)
        implements EncoderRecipe {
    private static final String PRETRAIN = "pretrain";
    private static final String CLASSIFY = "classify";
    private static final String START = "start";
    private static final Slot SLOT = Slot.of(CLASSIFY);

    public static final Method METHOD = new Method(
            Supervised.class,
            List.of(),
            LabelNeed.learningAll(),
            Slot.joined(Pretrainings.slots(START), SLOT),
            List.of(
                    Artifact.encoder(CLASSIFY),
                    new Artifact(CLASSIFY, ClassifierTraining.CLASSIFIER, "weights of encoder and head")),
            Set.of(Capability.EMBEDS, Capability.PREDICTS, Capability.AUDITS));

    public Supervised {
        Checks checks = new Checks();
        start.ifPresent(
                source -> source.check(checks, START, data, Optional.of(classify.encoder()), "classify.encoder"));
        classify.check(checks, CLASSIFY, data);
        checks.done();
    }

    @Override
    public Method method() {
        Slot own = SLOT.shared(classify.sharing());
        return METHOD.training(
                Slot.joined(start.map(source -> source.slots(START)).orElse(List.of()), own));
    }

    @Override
    public void checkSizes(SizeChecks checks, TaskData examples) {
        start.ifPresent(source -> source.checkSizes(checks, START, examples));
        classify.checkSizes(checks, CLASSIFY, examples);
    }

    @Override
    public ValidatedTraining validated(TaskData examples) {
        return classify.validated(CLASSIFY, examples);
    }

    @Override
    public List<ProbedTraining> trainings() {
        List<ProbedTraining> trainings = new ArrayList<>();
        start.ifPresent(source -> trainings.addAll(source.trainings(PRETRAIN, data)));
        trainings.add(
                new ProbedTraining(CLASSIFY, classify.encoder(), data, classify.training(), 1, ProbedTraining.SMALL));
        return trainings;
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        start.ifPresent(source -> stages.add(Stage.of(
                PRETRAIN,
                context ->
                        context.with(data, (examples, stage) -> source.write(classify.encoder(), examples, stage)))));
        stages.add(Stage.of(CLASSIFY, this::classify));
        stages.add(evaluation());
        return stages;
    }

    private StageResult classify(StageContext context) throws IOException {
        try (TaskData examples = context.open(data);
                NDManager scope = context.manager().newSubManager()) {
            Map<String, NDArray> weights = start.isEmpty()
                    ? Map.of()
                    : SafeTensors.read(context.folderOf(PRETRAIN).resolve(Representations.ENCODER), scope);
            return ClassifierTraining.run(
                    classify,
                    examples,
                    context,
                    manager -> new ClassifierObjective(classify, examples, weights, manager));
        }
    }

    @Override
    public Optional<Layer> classifier(Inputs inputs) {
        return Optional.of(Classifier.network(classify, inputs));
    }

    @Override
    public boolean flipsInEvaluation() {
        return classify.testFlip();
    }

    @Override
    public TrainedEncoder encoder() {
        return new TrainedEncoder(CLASSIFY, classify.encoder(), data);
    }

    @Override
    public TrainedEncoder audited() {
        return start.isEmpty() ? encoder() : new TrainedEncoder(PRETRAIN, classify.encoder(), data);
    }

    @Override
    public boolean knowsAuditedLabels() {
        return start.isEmpty();
    }

    @Override
    public EncoderEvaluation evaluation() {
        return new ClassifierEvaluation(classify, encoder(), frozen, start.map(source -> PRETRAIN));
    }
}
