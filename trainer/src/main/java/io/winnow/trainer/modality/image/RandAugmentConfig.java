package io.winnow.trainer.modality.image;

import io.winnow.datasets.augment.ImageAugmentation;
import io.winnow.datasets.augment.PixelChange;
import io.winnow.datasets.augment.RandAugment;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import io.winnow.trainer.config.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** RandAugment as UDA (arXiv 1904.12848) uses it. */
@Kind(value = "rand_augment", inferred = false)
@Doc(
        "RandAugment as UDA uses it: a few of 15 operations on colours and geometry, each with a random magnitude, then cutout. Outside"
                + " pixels get the mean colour. Images of one channel have no operation on colour.")
record RandAugmentConfig(
        @Inline FramingOptions framing,

        @Doc("Number of operations that are drawn, with repetition.") @Default("2")
        int operations,

        @Doc("Probability with which each drawn operation is carried out.") @Default("0.5")
        double probability,

        @Doc("Largest magnitude, from 1 to 9. That of each operation is drawn uniformly from 1 to it.") @Default("9")
        int maxMagnitude,

        @Doc(
                "Side of the square that is cut out after the operations, as a fraction of the smaller side of the image. Its centre is drawn"
                        + " uniformly from the image. 0 turns it off.")
        @Default("0.5")
        double cutout,

        Optional<ErasingConfig> erasing)
        implements ImageViewsConfig {
    /** As UDA has it for small images. */
    static final RandAugmentConfig USUAL =
            new RandAugmentConfig(FramingOptions.USUAL, 2, 0.5, 9, 0.5, Optional.empty());

    RandAugmentConfig {
        new Checks()
                .atLeast("operations", operations, 0)
                .between("probability", probability, 0, 1)
                .between("max_magnitude", maxMagnitude, 1, 9)
                .between("cutout", cutout, 0, 2)
                .done();
    }

    @Override
    public ImageAugmentation onDevice() {
        return framing.onDevice();
    }

    @Override
    public List<PixelChange> onHost() {
        return Stream.concat(
                        framing.onHost(), Stream.of(new RandAugment(operations, probability, maxMagnitude, cutout)))
                .toList();
    }
}
