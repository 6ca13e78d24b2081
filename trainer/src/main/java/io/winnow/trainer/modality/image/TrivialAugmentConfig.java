package io.winnow.trainer.modality.image;

import io.winnow.datasets.augment.ImageAugmentation;
import io.winnow.datasets.augment.PixelChange;
import io.winnow.datasets.augment.TrivialAugment;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import io.winnow.trainer.config.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** TrivialAugment (Mueller and Hutter, ICCV 2021). */
@Kind(value = "trivial_augment", inferred = false)
@Doc(
        "TrivialAugment: one of 14 operations on colours and geometry with one of 31 strengths, both drawn uniformly. Outside pixels get the"
                + " mean colour. Images of one channel have no operation on colour.")
record TrivialAugmentConfig(
        @Inline FramingOptions framing,

        @Doc(
                "Ranges of the strengths. wide gives the paper's best results; standard has the ranges of RandAugment, for images whose classes"
                        + " differ little.")
        @Default("wide")
        TrivialAugment space,

        Optional<ErasingConfig> erasing)
        implements ImageViewsConfig {
    @Override
    public ImageAugmentation onDevice() {
        return framing.onDevice();
    }

    @Override
    public List<PixelChange> onHost() {
        return Stream.concat(framing.onHost(), Stream.of(space)).toList();
    }
}
