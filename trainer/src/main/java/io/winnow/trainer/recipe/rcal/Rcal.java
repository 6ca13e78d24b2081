package io.winnow.trainer.recipe.rcal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Shown;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.models.layer.Layer;
import io.winnow.trainer.calibrate.CleanSelection;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Artifact;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.FinishedRun;
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
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.recipe.supervised.FrozenOptions;
import io.winnow.trainer.run.ReadFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Representation calibration (RCAL) for noisy labels and long-tailed classes. */
@Kind("rcal")
@Doc("Representation calibration (RCAL) for noisy labels and long-tailed classes: contrast, calibrate, classify,"
        + " evaluate.")
public record Rcal(
        @Default("{kind: images}") DataConfig data,

        @Doc("Source of the pre-trained encoder. The paper pre-trains it contrastively.")
        EncoderSource contrast,

        @Default("{}") CalibrateOptions calibrate,
        @Default("{}") DistanceOptions distance,
        Optional<Refinement> refine,
        ClassifierOptions classify,
        @Default("{}") FrozenOptions frozen)
        implements EncoderRecipe {
    static final String CONTRAST = "contrast";
    static final String CALIBRATE = "calibrate";
    private static final String CLASSIFY = "classify";
    private static final Slot SLOT = Slot.of(CLASSIFY);

    public static final Method METHOD = new Method(
            Rcal.class,
            List.of(new Paper(
                    "When Noisy Labels Meet Long Tail Dilemmas: A Representation Calibration Method", "2211.10955")),
            LabelNeed.learning(LabelKind.CLASS),
            Slot.joined(Pretrainings.slots(CONTRAST), SLOT),
            List.of(
                    Artifact.encoder(CONTRAST),
                    Artifact.encoder(CLASSIFY),
                    new Artifact(CLASSIFY, ClassifierTraining.CLASSIFIER, "weights of encoder and head")),
            Set.of(Capability.EMBEDS, Capability.PREDICTS, Capability.AUDITS));

    public Rcal {
        // The reader of configurations passes null for sections that are themselves invalid.
        Checks checks = new Checks()
                .that(
                        classify == null
                                || !refine.map(Refinement::hasSoftTargets).orElse(false)
                                || classify.allowsMixup(),
                        "classify.loss",
                        "must support soft targets, which refine makes; elr does not. Choose another loss or leave"
                                + " refine out");
        checks.that(
                classify == null || distance == null || distance.on() == DistanceOptions.On.CLEAN || classify.mixes(),
                "distance.on",
                "must be clean without classify.mixup and classify.cutmix, which make the mixtures; found mixed");
        checks.that(
                classify == null || refine.isEmpty() || classify.labelMaps().isEmpty(),
                "classify.label_maps",
                "must be left out together with refine, which makes the labels itself");
        if (contrast != null && classify != null) {
            contrast.check(checks, CONTRAST, data, Optional.of(classify.encoder()), "classify.encoder");
        }
        if (classify != null) {
            classify.check(checks, CLASSIFY, data);
        }
        checks.done();
    }

    @Override
    public Method method() {
        Sharing refined = refine.map(Refinement::sharing).orElse(new Sharing.MeanOfParts());
        Slot own = SLOT.shared(refined.refusal().isPresent() ? refined : classify.sharing());
        return METHOD.training(Slot.joined(contrast.slots(CONTRAST), own));
    }

    @Override
    public void checkSizes(SizeChecks checks, TaskData images) {
        Labels labels = labelled(images).trainLabels();
        contrast.checkSizes(checks, CONTRAST, images);
        classify.checkSizes(checks, CLASSIFY, images);
        List<String> absent = labels.absent();
        checks.that(
                absent.isEmpty(),
                "data",
                "must have a training example of each class, from which its Gaussian is estimated; there is none of "
                        + Shown.of(absent) + ". Add some, or leave these classes out of the data");
        if (calibrate.select() instanceof CleanSelection.Lof lof) {
            long blind = lof.blind(labels.counts());
            checks.expect(
                    blind == 0,
                    "calibrate.select",
                    "compares each example with all others of its class in " + blind + " of the "
                            + labels.classCount()
                            + " classes, so that it finds no wrong label there. Set share, such as 0.3, or use kind neighbours");
        }
    }

    /** Returns the data with the trusted labels, whose file must belong to them. */
    private TaskData labelled(TaskData images) {
        try {
            return images.trainLabels() instanceof ClassLabels
                    ? calibrate.labelled(images, summary -> {}).data()
                    : images;
        } catch (IOException e) {
            throw ReadFailure.of(e);
        }
    }

    @Override
    public ValidatedTraining validated(TaskData examples) {
        return classify.validated(CLASSIFY, examples);
    }

    @Override
    public List<ProbedTraining> trainings() {
        List<ProbedTraining> trainings = new ArrayList<>(contrast.trainings(CONTRAST, data));
        boolean twice = distance.weight() > 0 && distance.on() == DistanceOptions.On.CLEAN && classify.mixes();
        trainings.add(new ProbedTraining(
                CLASSIFY, classify.encoder(), data, classify.training(), twice ? 2 : 1, ProbedTraining.SMALL));
        return trainings;
    }

    @Override
    public List<Stage> stages() {
        return List.of(
                contrast.stage(CONTRAST, data, classify.encoder()),
                Stage.of(CALIBRATE, context -> new Calibration(this).run(context)),
                Stage.of(CLASSIFY, this::classify),
                evaluation());
    }

    private StageResult classify(StageContext context) throws IOException {
        try (TaskData opened = context.open(data);
                NDManager scope = context.manager().newSubManager()) {
            CalibrateOptions.Labelled labelled = calibrate.kept(opened, context.folderOf(CALIBRATE));
            TaskData images = labelled.data();
            NDArray first = Representations.train(context.folderOf(CONTRAST), scope);
            Refinement.Learned learned = refine.isEmpty()
                    ? new Refinement.Learned(images, first, Optional.empty())
                    : refine.get()
                            .of(
                                    images,
                                    labelled.trusted(),
                                    first,
                                    Calibration.posteriors(context.folderOf(CALIBRATE), scope),
                                    scope);
            Map<String, NDArray> weights =
                    Embedder.read(context.folderOf(CONTRAST).resolve(Representations.ENCODER), scope);
            return ClassifierTraining.run(
                    classify,
                    learned.images(),
                    context,
                    manager -> new RcalObjective(
                            classify,
                            distance,
                            learned.first(),
                            calibrate.points(),
                            Calibration.points(this, context.folderOf(CALIBRATE), manager),
                            learned.targets(),
                            learned.images(),
                            weights,
                            manager));
        }
    }

    @Override
    public List<Exhibit> exhibits(FinishedRun run, Optional<TaskData> examples, NDManager manager) throws IOException {
        if (!run.isComplete(CALIBRATE)) {
            return List.of();
        }
        try (NDManager scope = manager.newSubManager()) {
            return CalibrationExhibit.of(run, this, run.data().inputs().classes(), scope).stream()
                    .toList();
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
        return new TrainedEncoder(CONTRAST, classify.encoder(), data);
    }

    @Override
    public EncoderEvaluation evaluation() {
        return new RcalEvaluation(this);
    }
}
