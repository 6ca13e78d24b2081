package io.winnow.trainer.recipe.tabsim;

import io.winnow.trainer.evaluate.DistanceThreshold;
import io.winnow.trainer.evaluate.IsotonicCalibration;
import io.winnow.trainer.evaluate.PlattCalibration;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What distances mean, found on held-out pairs.
 *
 * @param threshold tables farther apart than this are dissimilar
 * @param probability that a pair is similar
 * @param grade the graded similarity to expect, in [0, 1]
 */
public record Calibration(double threshold, PlattCalibration probability, IsotonicCalibration grade) {
    private static final String FILE = "calibration.json";

    static Calibration of(PairFigures held) {
        DistanceThreshold best = held.bestThreshold();
        return new Calibration(
                best.value(),
                PlattCalibration.fit(held.distances(), held.similar()),
                IsotonicCalibration.fit(held.distances(), held.similarities()));
    }

    /** Writes it, for {@link #read}. */
    public void write(Path folder) throws IOException {
        AtomicFiles.write(folder.resolve(FILE), Json.page(this));
    }

    /** What {@link #write} wrote. */
    public static Calibration read(Path folder) throws IOException {
        return Json.read(folder.resolve(FILE), Calibration.class);
    }
}
