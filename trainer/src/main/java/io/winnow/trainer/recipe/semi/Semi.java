package io.winnow.trainer.recipe.semi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.layer.Layer;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Need;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.recipe.Artifact;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.EncoderTraining;
import io.winnow.trainer.recipe.Feed;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Paper;
import io.winnow.trainer.recipe.Pretrainings;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.ValidatedTraining;
import io.winnow.trainer.recipe.supervised.Classifier;
import io.winnow.trainer.recipe.supervised.ClassifierObjective;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.supervised.ClassifierRecipe;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.recipe.supervised.FrozenOptions;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A classifier that learns from a few labels and many unlabelled examples. */
@Kind("semi")
@Doc("A classifier that learns from a few labels and many unlabelled examples, by consistency training: UDA, FixMatch,"
        + " FlexMatch and FreeMatch.")
public record Semi(
        @Default("{kind: images}") DataConfig data,

        @Doc(
                "Where the initial weights of the encoder come from. A pre-training in this run learns from the unlabelled examples as well. By"
                        + " default, they are its own: published ones if it is pretrained, and otherwise random ones.")
        Optional<EncoderSource> start,

        SemiOptions learn,
        @Default("{}") LabelsAlone labelsAlone,
        @Default("{}") FrozenOptions frozen)
        implements EncoderRecipe {
    static final String PRETRAIN = ClassifierRecipe.PRETRAIN;

    /** File with the thresholds and the alignment at the end of the training, in the folder of its stage. */
    static final String DECISION = "decision.json";

    private static final String LEARN = "learn";
    private static final String PSEUDO_LABELS = "pseudo_labels";
    private static final String START = "start";
    private static final Slot SLOT = Slot.of(LEARN)
            .needing(Need.CHANGES)
            .shared(new Sharing.OneDevice("the thresholds of pseudo-labels follow from whole batches"));

    public static final Method METHOD = new Method(
            Semi.class,
            List.of(
                    new Paper("Unsupervised Data Augmentation for Consistency Training", "1904.12848"),
                    new Paper(
                            "FixMatch: Simplifying Semi-Supervised Learning with Consistency and Confidence",
                            "2001.07685"),
                    new Paper(
                            "FlexMatch: Boosting Semi-Supervised Learning with Curriculum Pseudo Labeling",
                            "2110.08263"),
                    new Paper("FreeMatch: Self-adaptive Thresholding for Semi-supervised Learning", "2205.07246")),
            LabelNeed.learning(LabelKind.CLASS),
            Slot.joined(Pretrainings.slots(START), SLOT),
            List.of(
                    Artifact.encoder(LEARN),
                    new Artifact(LEARN, ClassifierTraining.CLASSIFIER, "weights of encoder and head"),
                    new Artifact(PSEUDO_LABELS, PseudoLabels.ALL, "pseudo-labels with their confidence"),
                    new Artifact(PSEUDO_LABELS, PseudoLabels.USABLE, "given labels, and pseudo-labels that count"),
                    new Artifact(PSEUDO_LABELS, PseudoLabelTable.FILE, "numbers of pseudo-labels of each class")),
            Set.of(Capability.EMBEDS, Capability.PREDICTS, Capability.AUDITS));

    public Semi {
        // The reader of configurations passes null for sections that are themselves invalid.
        Checks checks = new Checks();
        if (learn != null) {
            start.ifPresent(source -> source.check(checks, START, data, Optional.of(learn.encoder()), "learn.encoder"));
            learn.check(checks, LEARN, data);
        }
        checks.done();
    }

    @Override
    public Method method() {
        return METHOD.training(
                Slot.joined(start.map(source -> source.slots(START)).orElse(List.of()), SLOT));
    }

    @Override
    public void checkSizes(SizeChecks checks, TaskData examples) {
        learn.checkSizes(checks, LEARN, examples);
        start.ifPresent(source -> examples.unlabelled(true).ifPresent(all -> source.checkSizes(checks, START, all)));
    }

    @Override
    public ValidatedTraining validated(TaskData examples) {
        return learn.classifier().validated(LEARN, examples);
    }

    @Override
    public List<ProbedTraining> trainings() {
        List<ProbedTraining> trainings = new ArrayList<>();
        start.ifPresent(source -> trainings.addAll(source.trainings(PRETRAIN, data)));
        trainings.add(new ProbedTraining(
                LEARN, learn.encoder(), data, learn.training(), 1 + 2 * learn.unlabelledRatio(), ProbedTraining.SMALL));
        return trainings;
    }

    /**
     * A training on the labels alone.
     *
     * @param usual the usual kind of its views
     */
    record Rival(ClassifierOptions options, Views.Strength usual) {}

    /** Returns the trainings on the labels alone, by the names of their stages. */
    Map<String, Rival> rivals() {
        Map<String, Rival> rivals = new LinkedHashMap<>();
        if (labelsAlone.weak()) {
            rivals.put("labels_alone", new Rival(learn.classifier(), Views.Strength.WEAK));
        }
        if (labelsAlone.strong()) {
            rivals.put("labels_alone_strong", new Rival(learn.classifier(learn.strong()), Views.Strength.CHANGED));
        }
        return rivals;
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        start.ifPresent(source -> stages.add(SemiOptions.pretraining(source, learn.encoder(), data)));
        stages.add(Stage.of(LEARN, this::learn));
        stages.add(Stage.of(
                PSEUDO_LABELS,
                context -> context.with(data, (examples, stage) -> {
                    TaskData without = examples.unlabelled(false).orElseThrow();
                    return PseudoLabels.of(
                                    PseudoLabels.predict(learn.classifier(), stage.folderOf(LEARN), without, stage),
                                    Json.read(stage.folderOf(LEARN).resolve(DECISION), Decision.class))
                            .write(
                                    examples,
                                    without,
                                    learn.threshold() instanceof Threshold.None
                                            ? Optional.empty()
                                            : Optional.of(LEARN + ".threshold"),
                                    stage);
                })));
        rivals().forEach((name, rival) -> stages.add(Stage.rival(LEARN, name, context -> alone(rival, context))));
        stages.add(evaluation());
        return stages;
    }

    private StageResult learn(StageContext context) throws IOException {
        try (TaskData examples = context.open(data);
                NDManager scope = context.manager().newSubManager()) {
            TaskData without = examples.unlabelled(learn.withLabelled()).orElseThrow();
            Map<String, NDArray> weights = startWeights(context, scope);
            List<SemiObjective> created = new ArrayList<>();
            try (ExampleLoader labelled = examples.trainLoader(learn.training().batchSize());
                    ExampleLoader unlabelled = without.trainLoader(learn.unlabelledBatch())) {
                EncoderTraining.Saving classifier = ClassifierTraining.saving(context);
                return EncoderTraining.run(
                        learn.training(),
                        examples.unit(),
                        context,
                        manager -> {
                            SemiObjective objective = new SemiObjective(learn, examples, without, weights, manager);
                            objective.prepare(context.progress()::say);
                            created.add(objective);
                            return objective;
                        },
                        () -> new Feed<>(
                                new SemiSource(labelled, unlabelled, learn, examples.unit()),
                                () -> labelled.corruptCount() + unlabelled.corruptCount(),
                                () -> {}),
                        (trained, own) -> {
                            classifier.save(trained, own);
                            AtomicFiles.write(
                                    context.folder().resolve(DECISION),
                                    Json.page(created.get(0).decision()));
                        });
            }
        }
    }

    /** Trains the same network on the labels alone, for as many steps. */
    private StageResult alone(Rival rival, StageContext context) throws IOException {
        try (TaskData examples = context.open(data);
                NDManager scope = context.manager().newSubManager()) {
            TaskData without = examples.unlabelled(learn.withLabelled()).orElseThrow();
            Map<String, NDArray> weights = startWeights(context, scope);
            try (ExampleLoader labelled = examples.trainLoader(learn.training().batchSize());
                    ExampleLoader unlabelled = without.trainLoader(learn.unlabelledBatch())) {
                SemiSource both = new SemiSource(labelled, unlabelled, learn, examples.unit());
                return EncoderTraining.run(
                        learn.training(),
                        examples.unit(),
                        context,
                        manager -> new ClassifierObjective(rival.options(), rival.usual(), examples, weights, manager),
                        () -> new Feed<>(both.labelledAlone(), labelled::corruptCount, () -> {}),
                        ClassifierTraining.saving(context));
            }
        }
    }

    private Map<String, NDArray> startWeights(StageContext context, NDManager scope) throws IOException {
        return start.isEmpty()
                ? Map.of()
                : Embedder.read(context.folderOf(PRETRAIN).resolve(Representations.ENCODER), scope);
    }

    @Override
    public Optional<Layer> classifier(Inputs inputs) {
        return Optional.of(Classifier.network(learn.classifier(), inputs));
    }

    @Override
    public TrainedEncoder encoder() {
        return new TrainedEncoder(LEARN, learn.encoder(), data);
    }

    @Override
    public TrainedEncoder audited() {
        return start.isEmpty() ? encoder() : new TrainedEncoder(PRETRAIN, learn.encoder(), data);
    }

    @Override
    public boolean knowsAuditedLabels() {
        return start.isEmpty();
    }

    @Override
    public EncoderEvaluation evaluation() {
        return new SemiEvaluation(this);
    }
}
