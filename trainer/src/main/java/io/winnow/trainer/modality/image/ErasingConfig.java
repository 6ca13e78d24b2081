package io.winnow.trainer.modality.image;

import io.winnow.datasets.augment.RandomErasing;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** Options of random erasing (Zhong et al., AAAI 2020), which replaces a rectangle of a view. */
@Doc("Random erasing: a rectangle of each view is replaced. By default, nothing is erased.")
record ErasingConfig(
        @Doc("Probability with which a view is changed.") @Default("0.5")
        double probability,

        @Doc("Smallest area of the rectangle, as a fraction of the image's area, above 0.") @Default("0.02")
        double minArea,

        @Doc("Largest area of the rectangle, at most 1.") @Default("0.33")
        double maxArea,

        @Doc("Smallest ratio of the rectangle's height to its width, above 0.") @Default("0.3")
        double minRatio,

        @Doc("Largest ratio of the rectangle's height to its width.") @Default("3.3")
        double maxRatio,

        @Doc(
                "What the rectangle contains then. mean is the mean colour of the training images; random is noise of all levels.")
        @Default("mean")
        RandomErasing.Fill fill) {
    ErasingConfig {
        new Checks()
                .between("probability", probability, 0, 1)
                .positive("min_area", minArea)
                .between("max_area", maxArea, minArea, 1)
                .positive("min_ratio", minRatio)
                .atLeast("max_ratio", maxRatio, minRatio)
                .done();
    }

    RandomErasing toErasing() {
        return new RandomErasing(probability, minArea, maxArea, minRatio, maxRatio, fill);
    }
}
