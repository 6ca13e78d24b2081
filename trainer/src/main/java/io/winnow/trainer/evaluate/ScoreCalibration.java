package io.winnow.trainer.evaluate;

/** From a distance to a calibrated score; never rises with the distance. */
@FunctionalInterface
public interface ScoreCalibration {
    double score(double distance);
}
