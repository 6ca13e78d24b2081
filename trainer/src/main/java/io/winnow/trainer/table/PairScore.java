package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.models.loss.PairLosses;
import io.winnow.trainer.evaluate.PlattCalibration;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.model.Agreement;
import io.winnow.trainer.model.ModelPart;
import io.winnow.trainer.runtime.ArrayFunction;
import java.util.List;
import java.util.Map;

/**
 * The part of a table model that compares two tables. From the vectors (B, D) of both it computes their distance (B), and the probability
 * (B) that they are similar.
 */
final class PairScore {
    /** Name of the part. */
    static final String NAME = "score";

    private static final List<String> INPUTS = List.of("a", "b");

    private PairScore() {}

    /** @param sides the vectors of the first tables, and those of the second tables, of some pairs: (B, D) each */
    static ModelPart part(PlattCalibration calibration, NDList sides) {
        return new ModelPart(
                NAME,
                INPUTS,
                sides,
                List.of("distance", "probability"),
                List.of(FreeAxis.batch(INPUTS)),
                (store, inputs) -> {
                    NDArray distance = PairLosses.distance(inputs.get(0), inputs.get(1));
                    NDArray logit = distance.mul(-calibration.slope()).add(calibration.intercept());
                    return new NDList(distance, logit.getNDArrayInternal().sigmoid());
                },
                Map.of(),
                live(calibration),
                Agreement.ORDER);
    }

    private static ArrayFunction live(PlattCalibration calibration) {
        return inputs -> {
            NDManager manager = inputs.get(0).getManager();
            NDArray distance = PairLosses.distance(inputs.get(0), inputs.get(1));
            distance.attach(manager);
            float[] values = distance.toFloatArray();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) calibration.score(values[i]);
            }
            return new NDList(distance, manager.create(values));
        };
    }
}
