package io.winnow.trainer.recipe.semi;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.RelabelledData;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Artifact;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Paper;
import io.winnow.trainer.recipe.Pretrainings;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.supervised.ClassifierEvaluation;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.supervised.ClassifierRecipe;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.recipe.supervised.FrozenOptions;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Self-training: a teacher labels the unlabelled examples, and a student learns from all. */
@Kind("self_training")
@Doc(
        "Self-training for long tails: a teacher, trained on the labels, labels the unlabelled examples, and a classifier is trained on both from"
                + " scratch. Give both durations in steps: an epoch over both is longer.")
public record SelfTraining(
        @Default("{kind: images}") DataConfig data,

        @Doc(
                "Where the initial weights of both encoders come from. A pre-training in this run learns from the unlabelled examples as well."
                        + " By default, they are their own: published ones if they are pretrained, and otherwise random ones.")
        Optional<EncoderSource> start,

        @Doc("The teacher, which learns from the labels alone.")
        ClassifierOptions teach,

        @Default("{}") PseudoLabelOptions pseudoLabels,

        @Doc(
                "Weight omega of the mean loss of the pseudo-labelled examples beside that of the labelled ones, at least 0. By default, both are"
                        + " pooled: each example has the same weight, as in the published code.")
        Optional<Double> weight,

        @Doc(
                "The classifier that learns from both. Numbers of examples of classes in its loss, such as those of ldam, include pseudo-labels.")
        ClassifierOptions classify,

        @Default("{}") FrozenOptions frozen)
        implements ClassifierRecipe {
    private static final String TEACH = "teach";
    private static final String LABELS = "pseudo_labels";

    /** File with the class of each unlabelled example, or -1 if its pseudo-label does not count. */
    private static final String CHOSEN = "chosen.json";

    public static final Method METHOD = new Method(
            SelfTraining.class,
            List.of(new Paper("Rethinking the Value of Labels for Improving Class-Imbalanced Learning", "2006.07529")),
            LabelNeed.learning(LabelKind.CLASS),
            Slot.joined(Slot.joined(Pretrainings.slots(START), Slot.of(TEACH)), Slot.of(CLASSIFY)),
            List.of(
                    Artifact.encoder(CLASSIFY),
                    new Artifact(CLASSIFY, ClassifierTraining.CLASSIFIER, "weights of encoder and head"),
                    new Artifact(LABELS, PseudoLabels.ALL, "pseudo-labels with their confidence"),
                    new Artifact(LABELS, PseudoLabels.USABLE, "given labels, and pseudo-labels that count"),
                    new Artifact(LABELS, PseudoLabelTable.FILE, "numbers of pseudo-labels of each class")),
            Set.of(Capability.EMBEDS, Capability.PREDICTS, Capability.AUDITS));

    public SelfTraining {
        // The reader of configurations passes null for sections that are themselves invalid.
        Checks checks = new Checks().notNegative("weight", weight.orElse(0.0));
        if (teach != null && classify != null) {
            start.ifPresent(
                    source -> source.check(checks, START, data, Optional.of(classify.encoder()), "classify.encoder"));
            checks.that(
                    start.isEmpty() || teach.encoder().equals(classify.encoder()),
                    "teach.encoder",
                    "must be the same as classify.encoder, since both start from the same weights");
            teach.check(checks, TEACH, data);
            classify.check(checks, CLASSIFY, data);
        }
        checks.done();
    }

    @Override
    public Method method() {
        List<Slot> first = start.map(source -> source.slots(START)).orElse(List.of());
        return METHOD.training(Slot.joined(
                Slot.joined(first, Slot.of(TEACH).shared(teach.sharing())),
                Slot.of(CLASSIFY).shared(classify.sharing())));
    }

    @Override
    public void checkSizes(SizeChecks checks, TaskData examples) {
        teach.checkSizes(checks, TEACH, examples);
        Optional<TaskData> all = examples.unlabelled(true);
        if (examples.trainLabels() instanceof ClassLabels) {
            // How many pseudo-labels will count is not known yet.
            classify.checkSizes(checks, CLASSIFY, RelabelledData.withUnlabelled(examples));
        }
        SemiOptions.checkUnlabelled(checks, examples, all);
        start.ifPresent(source -> all.ifPresent(both -> source.checkSizes(checks, START, both)));
    }

    @Override
    public List<ProbedTraining> trainings() {
        List<ProbedTraining> trainings = new ArrayList<>();
        start.ifPresent(source -> trainings.addAll(source.trainings(PRETRAIN, data)));
        trainings.add(new ProbedTraining(TEACH, teach.encoder(), data, teach.training(), 1, ProbedTraining.SMALL));
        trainings.add(
                new ProbedTraining(CLASSIFY, classify.encoder(), data, classify.training(), 1, ProbedTraining.SMALL));
        return trainings;
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        start.ifPresent(source -> stages.add(SemiOptions.pretraining(source, classify.encoder(), data)));
        stages.add(Stage.of(TEACH, context -> context.with(data, (examples, stage) -> train(teach, examples, stage))));
        stages.add(Stage.of(LABELS, context -> context.with(data, this::label)));
        stages.add(Stage.of(
                CLASSIFY,
                context -> context.with(data, (examples, stage) -> train(classify, pooled(examples, stage), stage))));
        stages.add(evaluation());
        return stages;
    }

    private StageResult train(ClassifierOptions options, TaskData examples, StageContext context) throws IOException {
        return train(options, examples, options.sampling().flatMap(sampling -> sampling.order(examples)), context);
    }

    private StageResult label(TaskData examples, StageContext context) throws IOException {
        TaskData without = examples.unlabelled(false).orElseThrow();
        PseudoLabels chosen = pseudoLabels.choose(
                PseudoLabels.predict(teach, context.folderOf(TEACH), without, context),
                examples.trainLabels().shares());
        int[] classes = chosen.labels().clone();
        Arrays.setAll(classes, i -> chosen.passed()[i] ? classes[i] : -1);
        AtomicFiles.write(context.folder().resolve(CHOSEN), Json.page(classes));
        return chosen.write(
                examples,
                without,
                pseudoLabels.threshold() > 0 ? Optional.of(LABELS + ".threshold") : Optional.empty(),
                context);
    }

    /** The labelled examples, and the unlabelled ones whose pseudo-label counts. */
    private TaskData pooled(TaskData examples, StageContext context) throws IOException {
        int[] chosen = Json.read(context.folderOf(LABELS).resolve(CHOSEN), int[].class);
        int[] unlabelled = examples.unlabelled(false).orElseThrow().trainExamples();
        int[] labelled = examples.trainExamples();
        ClassLabels given = (ClassLabels) examples.trainLabels();
        TaskData all = examples.unlabelled(true).orElseThrow();
        int[] union = all.trainExamples();
        int[] classes = Arrays.stream(union)
                .map(example -> {
                    int own = Arrays.binarySearch(labelled, example);
                    return own >= 0 ? given.classes()[own] : chosen[Arrays.binarySearch(unlabelled, example)];
                })
                .toArray();
        int[] rows =
                IntStream.range(0, union.length).filter(i -> classes[i] >= 0).toArray();
        ClassLabels labels =
                new ClassLabels(Arrays.stream(rows).map(i -> classes[i]).toArray(), given.classNames());
        context.progress()
                .say("Training on " + labelled.length + " labelled and " + (rows.length - labelled.length)
                        + " pseudo-labelled " + examples.unit() + ".");
        return new RelabelledData(
                all.select(rows),
                labels,
                weight.map(omega -> weights(
                        omega,
                        Arrays.stream(rows)
                                .map(i -> Arrays.binarySearch(labelled, union[i]))
                                .toArray(),
                        labelled.length)));
    }

    /**
     * Returns weights with which the weighted mean over all examples is (L + omega U) / (1 + omega) for the means L over labelled and U over
     * pseudo-labelled ones.
     *
     * @param places at least 0 for a labelled example (N)
     */
    static float[] weights(double omega, int[] places, int labelled) {
        double others = Math.max(1, places.length - labelled);
        double sum = places.length / (1 + omega);
        float[] weights = new float[places.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (places[i] >= 0 ? sum / labelled : sum * omega / others);
        }
        return weights;
    }

    @Override
    public EncoderEvaluation evaluation() {
        Optional<String> first = start.map(source -> PRETRAIN);
        ClassifierEvaluation ofTeacher = new ClassifierEvaluation(teach, encoder(), frozen, first);
        return new ClassifierEvaluation(classify, encoder(), frozen, first) {
            @Override
            protected Map<String, Map<String, Double>> rivals(TaskData examples, StageContext context)
                    throws IOException {
                Path teacher = context.folderOf(TEACH).resolve(ClassifierTraining.CLASSIFIER);
                return Map.of("teacher", ofTeacher.judge(teacher, examples, context));
            }
        };
    }
}
