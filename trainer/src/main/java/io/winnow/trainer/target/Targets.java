package io.winnow.trainer.target;

import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.config.Registry;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.classes.ClassTarget;
import io.winnow.trainer.target.levels.LevelTarget;
import io.winnow.trainer.target.numbers.NumberTarget;
import io.winnow.trainer.target.sets.SetTarget;
import java.util.List;
import java.util.Optional;

/** The list of all targets. A new one is a package below this one and an entry in this list. */
public final class Targets {
    private static final Registry<TargetKind> ALL =
            new Registry<>(List.of(ClassTarget.KIND, SetTarget.KIND, LevelTarget.KIND, NumberTarget.KIND));

    private Targets() {}

    /** Adds a kind of target of a program that uses Winnow, until the registration is closed. It takes its labels from other kinds. */
    public static Registry.Registration add(TargetKind kind) {
        return ALL.add(kind);
    }

    /** Returns a reader of configurations that knows the losses of all targets as well. */
    public static ConfigReader register(ConfigReader reader) {
        return reader.with(
                TargetLoss.class,
                ALL.stream().flatMap(kind -> kind.losses().stream()).toList());
    }

    /** Returns all kinds of targets. */
    public static List<TargetKind> kinds() {
        return ALL.stream().toList();
    }

    /** Returns the kind of target that is learned from labels of a kind; empty if nothing is, as from {@link NoLabels}. */
    public static Optional<TargetKind> forLabels(Class<? extends Labels> labels) {
        return ALL.stream().filter(kind -> kind.labels().contains(labels)).findFirst();
    }

    /**
     * Creates the target that is learned from labels.
     *
     * @param given the given labels of the training examples in use
     * @return empty if there are no labels
     */
    public static Optional<Target> of(Labels given) {
        return forLabels(given.getClass()).map(kind -> kind.create().apply(given));
    }

    /** Describes for messages what each example has in labels, such as {@code exactly one class}. */
    public static String describe(Labels labels) {
        return describe(labels.getClass());
    }

    /** Describes what each example has in labels of a kind. */
    public static String describe(Class<? extends Labels> labels) {
        return forLabels(labels).map(TargetKind::description).orElse("no labels");
    }

    /** Returns whether a loss is one of those for labels of a kind. */
    public static boolean fits(TargetLoss loss, Class<? extends Labels> labels) {
        return forLabels(labels)
                .map(kind -> kind.losses().contains(loss.getClass()))
                .orElse(false);
    }

    /**
     * Judges predictions.
     *
     * @param predictions predictions of all examples (N, P), row-major
     * @param truth their labels
     * @param name name of the data set, for messages
     * @param unit noun in the plural for the examples
     * @throws UserException if the labels are of another kind than those that the target was learned from
     */
    public static Report judge(Target target, float[] predictions, Labels truth, String name, String unit) {
        return target.judge(predictions, truth)
                .orElseThrow(() -> new UserException("The model predicts "
                        + kindOf(target).description() + " for each example, but the " + unit + " of " + name
                        + " have " + describe(truth) + ". Evaluate it on data with labels of the same kind."));
    }

    /** Returns the kind of a target. */
    public static TargetKind kindOf(Target target) {
        return of(target.getClass());
    }

    /** Returns the kind with a class of target. */
    static TargetKind of(Class<?> type) {
        return ALL.stream()
                .filter(kind -> kind.type() == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + " belongs to no kind of target."));
    }

    static TargetKind named(String name) {
        return ALL.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no kind of target '" + name + "'."));
    }
}
