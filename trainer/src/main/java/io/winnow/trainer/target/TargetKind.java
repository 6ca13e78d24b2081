package io.winnow.trainer.target;

import io.winnow.datasets.label.Labels;
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
 * @param create creates the target from the given labels of the training examples in use
 */
public record TargetKind(
        String name,
        String description,
        List<Class<? extends Labels>> labels,
        Class<? extends Target> type,
        List<Class<? extends TargetLoss>> losses,
        Function<Labels, Target> create) {}
