package io.winnow.trainer.recipe.mofi;

import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.head.NamedEntityHead;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.recipe.FineTuneOptions;
import java.util.Optional;

/** Options of the training on entities. */
@Doc("Options of the training on entities.")
public record LearnOptions(
        EncoderConfig encoder,

        @Doc(
                "Length of the vectors that are compared with centers and names: outputs of a linear layer on the representation.")
        @Default("128")
        int dimension,

        @Default("{}") CosineOptions classify,

        @Doc("Options of the contrast with the names of entities. Off by default.")
        Optional<ContrastOptions> contrast,

        @Doc(
                "Random views of training examples. By default, weak ones: of images, crops and flips. Turn flips off where a mirrored image"
                        + " means something else.")
        Optional<ViewsConfig> augmentation,

        @Default("{}") FineTuneOptions fineTune,

        TrainingOptions training) {
    public LearnOptions {
        Checks checks = new Checks().positive("dimension", dimension);
        Mofi.LEARN.precisions().check(checks, training);
        if (fineTune != null) {
            fineTune.checkHead(checks, "fine_tune", true);
        }
        checks.done();
    }

    /** Returns the weight of the classification in the loss, in [0, 1]. */
    double classification() {
        return 1 - contrast.map(ContrastOptions::weight).orElse(0.0);
    }

    /** Returns the network from examples to the vectors that are compared, not yet initialised. */
    EncoderWithHead network(Preprocessing input, Precision precision) {
        return new EncoderWithHead(
                encoder.build(input, precision),
                new NamedEntityHead(
                        encoder.dimension(input),
                        dimension,
                        contrast.isPresent() ? EntityTexts.WIDTH : 0,
                        contrast.map(ContrastOptions::temperature).orElse(1.0)));
    }
}
