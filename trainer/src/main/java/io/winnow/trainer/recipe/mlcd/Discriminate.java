package io.winnow.trainer.recipe.mlcd;

import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.ProjectionHead;
import io.winnow.models.head.SampledClassCenters;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.loss.ClusterDiscrimination;
import io.winnow.models.loss.ClusterDiscrimination.MarginDerivative;
import io.winnow.models.loss.ClusterDiscrimination.Objective;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.recipe.CenterOptions;
import io.winnow.trainer.recipe.FineTuneOptions;
import io.winnow.trainer.recipe.ProbedTraining;
import io.winnow.trainer.recipe.Sharing;
import java.util.Arrays;
import java.util.Optional;

/** Options of cluster discrimination: the training of the encoder with cluster centers as classes (section 3). */
@Doc("Options of cluster discrimination: the training of the encoder with cluster centers as classes.")
public record Discriminate(
        EncoderConfig encoder,

        @Doc(
                "Initial weights of the encoder: warm uses the weights of the encoder that made the embedding, which must have the same"
                        + " architecture, or the encoder's own published weights if the embedding left no such encoder; random initialises"
                        + " them randomly, unless the encoder is pretrained.")
        @Default("warm")
        Start start,

        @Doc(
                "The loss: multi_label is equation 5 of the paper, multi_label_coupled is equation 4, and single_label is equation 3, with"
                        + " the nearest center as the only positive. per_slot is the mean softmax cross-entropy over the positives, each"
                        + " against all sampled centers.")
        @Default("multi_label")
        Objective objective,

        @Doc(
                "Scale s of the loss: factor of the cosines between vectors and centers, above 0. Small data sets need smaller values.")
        @Default("64")
        double scale,

        @Doc(
                "Margin m of the loss: angle in radians that is added between a vector and its positive centers, in [0, pi/2).")
        @Default("0.3")
        double margin,

        @Doc(
                "Derivative of the margin in the backward pass: exact; guarded, which is exact but 1 if angle plus margin exceed pi; or"
                        + " one, which is always 1.")
        @Default("guarded")
        MarginDerivative marginDerivative,

        @Doc(
                "Sampling rate r of the negatives: fraction of all centers that is drawn at each step, above 0 and at most 1.")
        @Default("0.1")
        double samplingRate,

        @Doc(
                "Number of layers of the projection head between encoder and loss, 0 to 2. With 0, the representation itself is compared"
                        + " with the centers.")
        @Default("1")
        int headLayers,

        @Doc(
                "Initial weights of the projection head: random, or whitened, which initialises a head of one layer with the PCA whitening"
                        + " of the encoder's output, so that cosines differ from the first step on.")
        @Default("random")
        HeadStart headStart,

        @Doc("Dimension of the projection head's output and of the centers. Ignored if head_layers is 0.")
        @Default("128")
        int dimension,

        @Default("{}") CenterOptions centers,

        @Doc(
                "Random views of training examples. By default, strong ones: of images, the augmentation of MoCo v2; of texts as tokens, word dropout and replacement.")
        Optional<ViewsConfig> augmentation,

        @Default("{}") FineTuneOptions fineTune,

        TrainingOptions training) {
    public Discriminate {
        Checks checks = new Checks()
                .positive("scale", scale)
                .below("margin", margin, 0, Math.PI / 2)
                .that(
                        samplingRate > 0 && samplingRate <= 1,
                        "sampling_rate",
                        "must be above 0 and at most 1, found " + samplingRate)
                .between("head_layers", headLayers, 0, 2)
                .that(
                        headStart != HeadStart.WHITENED || headLayers == 1,
                        "head_start",
                        "must be random unless head_layers is 1, found whitened")
                .positive("dimension", dimension);
        Mlcd.DISCRIMINATE.precisions().check(checks, training);
        if (fineTune != null) {
            fineTune.checkHead(checks, "fine_tune", headLayers > 0);
        }
        checks.done();
        if (encoder != null && training != null) {
            training = training.automaticallyIn(encoder.automatic());
        }
    }

    ClusterDiscrimination loss() {
        return new ClusterDiscrimination(objective, scale, margin, marginDerivative);
    }

    /** Returns the network from examples to the vectors that are compared with centers, not yet initialised. */
    Layer network(Preprocessing input, Precision precision) {
        Layer alone = encoder.build(input, precision);
        return headLayers == 0
                ? alone
                : new EncoderWithHead(alone, new ProjectionHead(headLayers, encoder.dimension(input), dimension));
    }

    /**
     * Returns the parts of this training that determine its memory use. The head is left out, so centers have the dimension of the
     * representations.
     *
     * @param count number of centers
     * @param labels positives per example
     */
    ProbedTraining probed(String stage, DataConfig data, int count, int labels) {
        int used = loss().labelsUsed(labels);
        return new ProbedTraining(stage, encoder, data, training, 1, (size, manager) -> {
            int drawn = (int) Math.max(1, Math.round(samplingRate * count));
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

    /** Returns how several devices share a batch. */
    Sharing sharing() {
        return loss().allowsShards()
                ? new Sharing.Joint()
                : new Sharing.OneDevice(
                        "discriminate.objective per_slot needs all sampled centers on one device; choose another one");
    }

    /** Initial weights of the encoder. */
    public enum Start {
        /** The weights of the encoder that made the embedding. */
        WARM,
        /** Random weights. */
        RANDOM
    }

    /** Initial weights of the projection head. */
    public enum HeadStart {
        /** Random weights. */
        RANDOM,
        /** The PCA whitening of the encoder's output. */
        WHITENED
    }
}
