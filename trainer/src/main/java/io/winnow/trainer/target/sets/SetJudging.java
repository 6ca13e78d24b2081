package io.winnow.trainer.target.sets;

import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.evaluate.RunningLabelSets;
import io.winnow.trainer.target.Target;
import java.util.Optional;

/**
 * Judges probabilities of label sets that come in batches.
 *
 * @param examples number of examples
 */
record SetJudging(SetTarget target, int examples, RunningLabelSets sets) implements Target.Judging {
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

    /** Chooses one threshold for all classes. */
    @Override
    public Target tuned(Optional<Double> expected) {
        return target.with(expected.map(sets::matching).orElseGet(sets::largestMicroF1));
    }

    @Override
    public String note(String unit) {
        return RunningLabelSets.note(examples, target.names().size(), unit);
    }
}
