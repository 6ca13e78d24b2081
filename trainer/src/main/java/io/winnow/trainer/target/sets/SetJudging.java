package io.winnow.trainer.target.sets;

import io.winnow.datasets.label.ClassSets;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.evaluate.RunningLabelSets;
import io.winnow.trainer.target.Target;
import java.util.Optional;

/**
 * Judges probabilities of label sets that come in batches.
 *
 * @param truth labels of the examples
 */
record SetJudging(SetTarget target, ClassSets truth, RunningLabelSets sets) implements Target.Judging {
    @Override
    public int batchSize() {
        return RunningLabelSets.batch(target.names().size());
    }

    @Override
    public void add(float[] predictions) {
        sets.add(predictions);
    }

    @Override
    public Report report() {
        return sets.report();
    }

    /** Chooses one threshold for all classes, unless there is no positive or no negative to choose it by. */
    @Override
    public Target tuned(Optional<Double> expected) {
        return expected.isPresent() || SetDoubts.canTune(truth)
                ? target.with(expected.map(sets::matching).orElseGet(sets::largestMicroF1))
                : target;
    }

    @Override
    public String note(String unit) {
        return RunningLabelSets.note(truth.size(), target.names().size(), unit);
    }
}
