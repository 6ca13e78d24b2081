package io.winnow.trainer.recipe.mlcd;

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
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Paper;
import io.winnow.trainer.recipe.Precisions;
import io.winnow.trainer.recipe.ProbeOptions;
import io.winnow.trainer.recipe.ProbeStage;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.moco.Moco;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The recipe for multi-label cluster discrimination (MLCD). */
@Kind("mlcd")
@Doc("Multi-label cluster discrimination: embed, cluster, assign, discriminate, probe.")
public record Mlcd(
        @Default("{kind: images}") DataConfig data,
        EmbedSource embed,
        @Default("{kind: normalise}") FeatureTransform transform,
        KMeansOptions cluster,

        @Doc(
                "Positives per example l: each example belongs to the classes of its l nearest centers. Must be below cluster.k.")
        @Default("8")
        int labels,

        Discriminate discriminate,

        @Doc(
                "Number of rounds of the stages embed to discriminate. Each round after the first one embeds with the encoder of the"
                        + " previous round.")
        @Default("1")
        int repeat,

        @Default("{}") ProbeOptions probe)
        implements EncoderRecipe {
    private static final Slot EMBED = Moco.SLOT.at("embed.pretrain");

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
            List.of(EMBED, DISCRIMINATE),
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
                        "must be none or normalise with cluster.hierarchy: other transformations need all vectors in memory")
                .positive("repeat", repeat)
                .that(
                        embed == null
                                || discriminate == null
                                || embed.leavesEncoder()
                                || discriminate.start() == Discriminate.Start.RANDOM,
                        "discriminate.start",
                        "must be random, found warm: embed.kind features, encoder_file and pixels leave no Winnow encoder to"
                                + " start from");
        if (embed instanceof EmbedSource.Pretrain own && own.pretrain() != null) {
            checks.that(
                    discriminate == null
                            || discriminate.start() == Discriminate.Start.RANDOM
                            || own.pretrain().encoder().equals(discriminate.encoder()),
                    "discriminate.encoder",
                    "must be the same as embed.pretrain.encoder with start: warm");
            EncoderConfig.check(checks, own.pretrain().encoder(), data, "embed.pretrain.encoder");
        }
        if (discriminate != null) {
            EncoderConfig.check(checks, discriminate.encoder(), data, "discriminate.encoder");
        }
        checks.done();
    }

    @Override
    public Method method() {
        Slot own = DISCRIMINATE.shared(discriminate.sharing());
        return METHOD.training(embed instanceof EmbedSource.Pretrain ? List.of(EMBED, own) : List.of(own));
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
        if (embed instanceof EmbedSource.Pretrain own) {
            own.pretrain().checkSizes(checks, "embed.pretrain", data);
        }
        if (transform instanceof FeatureTransform.PcaWhiten white) {
            embedded(data)
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
        probe.checkSizes(checks, "probe", data);
    }

    /** Returns the dimension of the vectors that the first round clusters, if it follows from the configuration. */
    private Optional<Integer> embedded(TaskData data) {
        Preprocessing input = data.inputs().preprocessing();
        if (embed instanceof EmbedSource.Pretrain own) {
            return Optional.of(own.pretrain().encoder().dimension(input));
        }
        return embed instanceof EmbedSource.Pixels ? input.raw().map(Preprocessing.Raw::dimension) : Optional.empty();
    }

    @Override
    public List<ProbedTraining> trainings() {
        List<ProbedTraining> trainings = new ArrayList<>();
        if (embed instanceof EmbedSource.Pretrain own) {
            trainings.add(own.pretrain().probed(new MlcdRound(this, 1).name("embed"), data));
        }
        trainings.add(discriminate.probed(new MlcdRound(this, 1).name("discriminate"), data, cluster.k(), labels));
        return trainings;
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        for (int round = 1; round <= repeat; round++) {
            MlcdRound part = new MlcdRound(this, round);
            stages.add(Stage.of(part.name("embed"), part::embed));
            stages.add(Stage.of(part.name("cluster"), part::cluster));
            stages.add(Stage.of(part.name("assign"), part::assign));
            stages.add(Stage.of(part.name("discriminate"), part::discriminate));
        }
        stages.add(evaluation());
        return stages;
    }

    @Override
    public TrainedEncoder encoder() {
        return new TrainedEncoder(new MlcdRound(this, repeat).name("discriminate"), discriminate.encoder(), data);
    }

    @Override
    public Optional<Layer> discriminated(Preprocessing input) {
        return Optional.of(discriminate.network(input, Precision.FLOAT32));
    }

    @Override
    public EncoderEvaluation evaluation() {
        boolean judged = !(embed instanceof EmbedSource.Pixels)
                && !(embed instanceof EmbedSource.Features features
                        && features.test().equals(Optional.empty()));
        return new ProbeStage(
                probe,
                encoder(),
                judged
                        ? List.of(new ProbeStage.Baseline("embedding", new MlcdRound(this, 1).name("embed")))
                        : List.of());
    }
}
