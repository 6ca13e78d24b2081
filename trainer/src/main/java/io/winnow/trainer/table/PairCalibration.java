package io.winnow.trainer.table;

import io.winnow.trainer.evaluate.DistanceThreshold;
import io.winnow.trainer.evaluate.IsotonicCalibration;
import io.winnow.trainer.evaluate.PlattCalibration;
import io.winnow.trainer.model.PairScore;
import io.winnow.trainer.model.Similarity;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * The meaning of distances between tables, estimated on held-out pairs.
 *
 * @param threshold tables at a larger distance than this are predicted to be dissimilar
 * @param probability maps a distance to the probability that a pair is similar
 * @param grade maps a distance to the expected graded similarity, in [0, 1]
 */
public record PairCalibration(double threshold, PlattCalibration probability, IsotonicCalibration grade)
        implements Similarity {
    private static final String FILE = "calibration.json";

    /** Estimates the calibration on held-out pairs. */
    public static PairCalibration of(PairFigures held) {
        DistanceThreshold best = held.bestThreshold();
        return new PairCalibration(
                best.value(),
                PlattCalibration.fit(held.distances(), held.similar()),
                IsotonicCalibration.fit(held.distances(), held.similarities()));
    }

    /** The encoder of tables itself scales its vectors, if its loss asks for that. */
    @Override
    public boolean ofUnitVectors() {
        return false;
    }

    @Override
    public Map<String, Object> at(double distance) {
        Map<String, Object> meaning = score("", "", distance).line();
        meaning.keySet().removeAll(Set.of("a", "b"));
        return meaning;
    }

    /** Returns what the distance of two tables with these ids means. */
    PairScore score(String first, String second, double distance) {
        return new PairScore(
                first, second, distance, distance <= threshold, probability.score(distance), grade.score(distance));
    }

    /** Writes the calibration into a folder, for {@link #read}. */
    public void write(Path folder) throws IOException {
        AtomicFiles.write(folder.resolve(FILE), Json.page(this));
    }

    /** Reads the calibration that {@link #write} wrote into a folder. */
    public static PairCalibration read(Path folder) throws IOException {
        return Json.read(folder.resolve(FILE), PairCalibration.class);
    }
}
