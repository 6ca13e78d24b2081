package io.winnow.trainer.recipe.mlcd;

import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.ProjectionHead;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.loss.ClusterDiscrimination.MarginDerivative;
import io.winnow.models.loss.ClusterDiscrimination.Objective;
import io.winnow.models.vision.EncoderOptions;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.vision.AugmentationConfig;
import io.winnow.trainer.vision.EncoderConfig;
import io.winnow.trainer.vision.ImageDataConfig;
import io.winnow.trainer.vision.ImagePreprocessing;
import java.util.Arrays;
import java.util.Optional;

/** The training against class centers (section 3). */
@Doc("The training against class centers.")
public record Discriminate(
        EncoderConfig encoder,

        @Doc("warm starts from the weights of the embedding's encoder, where it has the same network; random does not.")
        @Default("warm")
        Start start,

        @Doc("multi_label is equation 5, multi_label_coupled equation 4, single_label equation 3.")
        @Default("multi_label")
        Objective objective,

        @Doc("s of the loss.") @Default("64") double scale,
        @Doc("m of the loss, an angle.") @Default("0.3") double margin,
        @Default("guarded") MarginDerivative marginDerivative,

        @Doc("r: the share of all centers that is drawn as negatives at each step.") @Default("0.1")
        double negatives,

        @Doc("Layers of a head between encoder and loss; 0 is none, and the representation itself is discriminated.")
        @Default("1")
        int headLayers,

        @Doc(
                "random; whitened: a head of one layer starts as the whitening of what the encoder gives, so that cosines differ from the first step.")
        @Default("random")
        HeadStart headStart,

        @Doc("Length of the vectors that the loss compares, with a head.") @Default("128")
        int dimension,

        @Default("{}") Centers centers,
        @Default("{}") AugmentationConfig augmentation,
        TrainingOptions training) {
    public Discriminate {
        new Checks()
                .positive("scale", scale)
                .below("margin", margin, 0, Math.PI / 2)
                .that(negatives > 0 && negatives <= 1, "negatives", "must be above 0 and at most 1, found " + negatives)
                .between("head_layers", headLayers, 0, 2)
                .that(
                        headStart != HeadStart.WHITENED || headLayers == 1,
                        "head_start",
                        "must be random unless head_layers is 1, found whitened")
                .positive("dimension", dimension)
                .that(
                        training == null
                                || training.precision() != Precision.FLOAT16, // null where it has mistakes of its own
                        "training.precision",
                        "must not be float16: class centers take their gradient outside of the scaled loss; bfloat16 needs no"
                                + " scaling")
                .done();
    }

    ClusterDiscrimination loss() {
        return new ClusterDiscrimination(objective, scale, margin, marginDerivative);
    }

    /** The network from images to the vectors that are compared with centers, not yet initialised. */
    Layer network(ImagePreprocessing input) {
        EncoderOptions size = encoder.options(input.height());
        Layer alone = size.build(input.channels());
        return headLayers == 0
                ? alone
                : new EncoderWithHead(alone, new ProjectionHead(headLayers, size.dimension(), dimension));
    }

    /**
     * What of this training takes memory; a head is left out, and centers are as long as representations.
     *
     * @param count of all centers
     * @param labels of an image
     */
    ProbedTraining probed(String stage, ImageDataConfig data, int count, int labels) {
        int used = loss().labelsUsed(labels);
        return new ProbedTraining(stage, encoder, data, training, 1, (size, manager) -> {
            int drawn = (int) Math.max(1, Math.round(negatives * count));
            SampledClassCenters table = SampledClassCenters.random(manager, count, size, drawn);
            SampledClassCenters.Sample[] last = new SampledClassCenters.Sample[1];
            return vectors -> {
                if (last[0] != null) {
                    last[0].close();
                }
                int[] own = new int[Math.toIntExact(vectors.getShape().get(0)) * used];
                Arrays.setAll(own, i -> i % count);
                last[0] = table.sample(own, used, 0);
                return loss().mean(vectors, last[0].values(), last[0].positives());
            };
        });
    }

    /** Why so many devices cannot share a batch; empty when they can. */
    Optional<String> refusesReplicas(int replicas) {
        return loss().allowsShards()
                ? training.refusesReplicas(replicas)
                : Optional.of("discriminate.objective per_slot needs all sampled centers on one device");
    }

    /** Where weights start. */
    public enum Start {
        WARM,
        RANDOM
    }

    /** Where a head starts. */
    public enum HeadStart {
        RANDOM,
        WHITENED
    }

    /** The learned class centers. */
    @Doc("The learned class centers, moved by SGD on sampled rows.")
    public record Centers(
            @Doc("means: each the mean of what the starting network gives for its cluster; random: N(0, 0.01).")
            @Default("means")
            CenterStart start,

            @Doc("Follows the schedule of the training.") @Default("0.1")
            double learningRate,

            @Default("0.9") double momentum,
            @Default("0") double weightDecay) {
        public Centers {
            new Checks()
                    .positive("learning_rate", learningRate)
                    .below("momentum", momentum, 0, 1)
                    .notNegative("weight_decay", weightDecay)
                    .done();
        }
    }

    /** Where class centers start. */
    public enum CenterStart {
        MEANS,
        RANDOM
    }
}
