package io.winnow.trainer.target;

import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import java.util.List;
import java.util.function.Function;

/**
 * The parts of a kind of target.
 *
 * @param name name in files, such as {@code class}
 * @param description what an example of such data has, for messages, such as {@code exactly one class}
 * @param labels the kinds of labels that it takes
 * @param type the target itself
 * @param losses sections of a configuration for its losses
 * @param metrics the metrics by which its predictions are judged, the most important one first; some are undefined for some labels
 * @param create creates the target from the given labels of the training examples in use
 */
public record TargetKind(
        String name,
        String description,
        List<Class<? extends Labels>> labels,
        Class<? extends Target> type,
        List<Class<? extends TargetLoss>> losses,
        List<TargetMetric> metrics,
        Function<Labels, Target> create) {
    /** Returns whether a target may consist of several numbers, each of which is judged by the same metrics as all of them together. */
    public boolean perNumber() {
        return labels.contains(NumberLabels.class);
    }
}
