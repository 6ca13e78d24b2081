package io.winnow.trainer.recipe.tabsim;

import io.winnow.trainer.evaluate.DistanceThreshold;
import io.winnow.trainer.evaluate.IsotonicCalibration;
import io.winnow.trainer.evaluate.PlattCalibration;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The meaning of distances between tables, estimated on held-out pairs.
 *
 * @param threshold tables at a larger distance than this are predicted to be dissimilar
 * @param probability maps a distance to the probability that a pair is similar
 * @param grade maps a distance to the expected graded similarity, in [0, 1]
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

    /** Writes the calibration into a folder, for {@link #read}. */
    public void write(Path folder) throws IOException {
        AtomicFiles.write(folder.resolve(FILE), Json.page(this));
    }

    /** Reads the calibration that {@link #write} wrote into a folder. */
    public static Calibration read(Path folder) throws IOException {
        return Json.read(folder.resolve(FILE), Calibration.class);
    }
}
