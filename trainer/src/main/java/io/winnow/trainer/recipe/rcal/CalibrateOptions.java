package io.winnow.trainer.recipe.rcal;

import io.winnow.trainer.calibrate.Borrowing;
import io.winnow.trainer.calibrate.CleanSelection;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** The distributional calibration (section 3.2). */
@Doc("The Gaussians of the classes in the space of the pre-training.")
public record CalibrateOptions(
        @Doc("Which examples of a class its Gaussian is estimated from.") @Default("{kind: lof}")
        CleanSelection select,

        @Doc("What rare classes borrow from frequent ones.") @Default("{}")
        Borrowing borrow,

        @Default("{}") PointsOptions points) {}
