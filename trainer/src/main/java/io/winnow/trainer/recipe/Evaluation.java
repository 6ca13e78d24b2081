package io.winnow.trainer.recipe;

import java.io.IOException;
import java.util.Map;

/** Judges what a training left: the same figures can be had of a finished run, and of another checkpoint. */
public interface Evaluation {
    /**
     * The figures of a finished run, without baselines; writes nothing.
     *
     * @param choice which weights
     * @param context of no stage: it has a device, the run's data, and no folders
     */
    Map<String, Double> judge(FinishedRun run, WeightsChoice choice, StageContext context) throws IOException;
}
