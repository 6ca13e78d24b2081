package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.cluster.FeatureTransform;
import io.winnow.trainer.cluster.KMeansOptions;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Preprocessing;
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
import io.winnow.trainer.recipe.Precisions;
import io.winnow.trainer.recipe.Pretrainings;
import io.winnow.trainer.recipe.ProbeOptions;
import io.winnow.trainer.recipe.ProbeStage;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.VectorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The recipe for multi-label cluster discrimination (MLCD). */
@Kind("mlcd")
@Doc("Multi-label cluster discrimination: embed, cluster, assign, discriminate, probe.")
public record Mlcd(
        @Default("{kind: images}") DataConfig data,

        @Doc("The source of the vectors that the first round clusters.")
        VectorSource embed,

        @Default("{kind: normalise}") FeatureTransform transform,
        KMeansOptions cluster,

        @Doc("Positives per example l: each example belongs to the classes of its l nearest centers. Must be below"
                + " cluster.k.")
        @Default("8")
        int labels,

        Discriminate discriminate,

        @Doc("Number of rounds of the stages embed to discriminate. Each round after the first one embeds with the"
                + " encoder of the previous round.")
        @Default("1")
        int repeat,

        @Default("{}") ProbeOptions probe)
        implements EncoderRecipe {
    private static final String EMBED = "embed";

    static final Slot DISCRIMINATE = Slot.of("discriminate")
            .shared(new Sharing.Joint())
            .in(Precisions.allBut(
                    Precision.FLOAT16,
                    "the gradient of the class centers does not go through loss scaling; use bfloat16, which needs no"
                            + " scaling"));

    public static final Method METHOD = new Method(
            Mlcd.class,
            List.of(new Paper("Multi-label Cluster Discrimination for Visual Representation Learning", "2407.17331")),
            LabelNeed.evaluating(LabelKind.CLASS, LabelKind.MULTI),
            Slot.joined(Pretrainings.slots(EMBED), DISCRIMINATE),
            List.of(
                    new Artifact("embed", "train.npy", "vectors that are clustered"),
                    new Artifact("cluster", "centers.safetensors", "centers of the clusters"),
                    new Artifact("assign", "labels.bin", "nearest centers of each example"),
                    Artifact.encoder("discriminate")),
            Set.of(Capability.EMBEDS, Capability.AUDITS));

    /** The ratio in the configurations for the data sets of the catalog, which have about 60,000 images and 4,000 centers. */
    private static final int EXAMPLES_PER_CLUSTER = 15;

    public Mlcd {
        // The reader of configurations passes null for sections that are themselves invalid.
        String most = "cluster.k" + (cluster == null ? "" : " " + cluster.k());
        Checks checks = new Checks()
                .that(
                        labels >= 1 && (cluster == null || labels < cluster.k()),
                        "labels",
                        "must be at least 1 and below " + most + ", found " + labels)
                .that(
                        cluster == null || cluster.hierarchy().isEmpty() || transform.isRowWise(),
                        "transform",
                        "must be none or normalise with cluster.hierarchy: other transformations need all vectors in"
                                + " memory")
                .positive("repeat", repeat)
                .that(
                        embed == null
                                || discriminate == null
                                || embed instanceof EncoderSource
                                || discriminate.start() == Discriminate.Start.RANDOM
                                || discriminate.encoder() == null
                                || discriminate.encoder().hasPublishedWeights(),
                        "discriminate.start",
                        "must be random, found warm: embed.kind pretrained, features, encoder_file and pixels leave no"
                                + " Winnow encoder to start from. To start from published weights, set"
                                + " discriminate.encoder to a pretrained one");
        if (embed instanceof EncoderSource source) {
            Optional<EncoderConfig> next = Optional.ofNullable(discriminate)
                    .filter(options -> options.start() == Discriminate.Start.WARM)
                    .map(Discriminate::encoder);
            source.check(checks, EMBED, data, next, "discriminate.encoder with start: warm");
        }
        if (discriminate != null) {
            EncoderConfig.check(checks, discriminate.encoder(), data, "discriminate.encoder");
            if (discriminate.encoder() != null && discriminate.training() != null) {
                discriminate
                        .encoder()
                        .checkPrecision(checks, discriminate.training().precision(), "discriminate.training.precision");
            }
        }
        checks.done();
    }

    @Override
    public Method method() {
        return METHOD.training(Slot.joined(embed.slots(EMBED), DISCRIMINATE.shared(discriminate.sharing())));
    }

    @Override
    public void checkSynchronous(Checks checks, int workers) {
        TeamCenters.check(checks, discriminate.loss(), cluster.k(), workers);
    }

    @Override
    public void checkSizes(SizeChecks checks, TaskData data) {
        int examples = data.trainExamples().length;
        int some = Math.max(labels + 1, examples / EXAMPLES_PER_CLUSTER);
        checks.that(
                cluster.k() <= examples,
                "cluster.k",
                "must be at most the number of training " + data.unit() + ", which is " + examples + "; found "
                        + cluster.k()
                        + (some > examples
                                ? ""
                                : "; about " + EXAMPLES_PER_CLUSTER + " " + data.unit()
                                        + " per cluster are usual, so try " + some));
        embed.checkSizes(checks, EMBED, data);
        if (transform instanceof FeatureTransform.PcaWhiten white) {
            embed.dimension(data)
                    .ifPresent(length -> checks.that(
                            white.dimension() <= length,
                            "transform.dimension",
                            "must be at most the dimension of the vectors, which is " + length + "; found "
                                    + white.dimension()));
            checks.expect(
                    white.dimension() < examples,
                    "transform.dimension",
                    "is " + white.dimension() + ", but " + examples + " training " + data.unit()
                            + " have fewer principal components: the remaining ones are noise");
        }
        checks.training("discriminate.training", discriminate.training(), examples, "training " + data.unit());
        discriminate
                .fineTune()
                .checkSizes(checks, "discriminate.fine_tune", discriminate.encoder(), discriminate.training(), data);
        probe.checkSizes(checks, "probe", data);
    }

    @Override
    public List<ProbedTraining> trainings() {
        List<ProbedTraining> trainings = new ArrayList<>();
        if (embed instanceof EncoderSource source) {
            trainings.addAll(source.trainings(MlcdStage.EMBED.in(1), data));
        }
        trainings.add(discriminate.probed(MlcdStage.DISCRIMINATE.in(1), data, cluster.k(), labels));
        return trainings;
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        for (int round = 1; round <= repeat; round++) {
            stages.addAll(new MlcdRound(this, round).stages());
        }
        stages.add(evaluation());
        return stages;
    }

    @Override
    public TrainedEncoder encoder() {
        return new TrainedEncoder(MlcdStage.DISCRIMINATE.in(repeat), discriminate.encoder(), data);
    }

    /** The clusters of the last round. */
    @Override
    public List<Exhibit> exhibits(FinishedRun run, Optional<TaskData> examples, NDManager manager) throws IOException {
        Path file = Assignment.in(run.stage(MlcdStage.ASSIGN.in(repeat)));
        if (examples.isEmpty() || !Files.exists(file)) {
            return List.of();
        }
        try (Assignment assignment = Assignment.open(file, examples.get().trainExamples())) {
            return List.of(ClusterExhibit.of(assignment.nearest(), assignment.centers(), examples.get()));
        }
    }

    @Override
    public Optional<Layer> discriminated(Preprocessing input) {
        return Optional.of(discriminate.network(input, Precision.FLOAT32));
    }

    @Override
    public EncoderEvaluation evaluation() {
        return new ProbeStage(
                probe,
                encoder(),
                embed.isEvaluated() ? List.of(new ProbeStage.Baseline("embedding", MlcdStage.EMBED.in(1))) : List.of());
    }
}
