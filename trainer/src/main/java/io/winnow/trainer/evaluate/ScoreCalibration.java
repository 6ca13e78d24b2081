package io.winnow.trainer.evaluate;

/** Maps a distance to a calibrated score. The score never increases with the distance. */
@FunctionalInterface
public interface ScoreCalibration {
    /** Returns the score for a distance. */
    double score(double distance);
}
