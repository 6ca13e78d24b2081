package io.winnow.trainer.modality.image;

import io.winnow.datasets.augment.FixMatchAugment;
import io.winnow.datasets.augment.ImageAugmentation;
import io.winnow.datasets.augment.PixelChange;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Inline;
import io.winnow.trainer.config.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The strong views of FixMatch (arXiv 2001.07685). */
@Kind(value = "fixmatch", inferred = false)
@Doc(
        "The strong views of FixMatch: a few of 14 operations on colours and geometry, each with a strength drawn from its whole range, then"
                + " cutout of a random size. Outside pixels get the mean colour. Images of one channel have no operation on colour.")
record FixMatchConfig(
        @Inline FramingOptions framing,

        @Doc("Number of operations that are drawn, with repetition. The paper draws 2.") @Default("3")
        int operations,

        @Doc(
                "Largest side of the square that is cut out, as a fraction of the smaller side of the image. 0 turns it off.")
        @Default("0.5")
        double cutout,

        Optional<ErasingConfig> erasing)
        implements ImageViewsConfig {
    FixMatchConfig {
        new Checks()
                .atLeast("operations", operations, 0)
                .between("cutout", cutout, 0, 2)
                .done();
    }

    @Override
    public ImageAugmentation onDevice() {
        return framing.onDevice();
    }

    @Override
    public List<PixelChange> onHost() {
        return Stream.concat(framing.onHost(), Stream.of(new FixMatchAugment(operations, cutout)))
                .toList();
    }
}
