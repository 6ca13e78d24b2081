package io.winnow.trainer.recipe.rcal;

import io.winnow.trainer.calibrate.Borrowing;
import io.winnow.trainer.calibrate.CleanSelection;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;

/** Options of the distributional calibration: Gaussians of the classes in the pre-trained representation space (section 3.2). */
@Doc("Options of the distributional calibration: Gaussians of the classes in the pre-trained representation space.")
public record CalibrateOptions(
        @Doc("How the examples of a class are selected from which its Gaussian is estimated.") @Default("{kind: lof}")
        CleanSelection select,

        @Doc("How the statistics of rare classes are calibrated with those of similar frequent classes.") @Default("{}")
        Borrowing borrow,

        @Default("{}") PointsOptions points) {}
