package io.winnow.trainer.recipe;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The labels that a method takes.
 *
 * @param learned whether the method learns from the labels; otherwise they are used for evaluation only, and may be absent
 * @param kinds the kinds that it takes, in the order of {@link LabelKind}
 */
public record LabelNeed(boolean learned, Set<LabelKind> kinds) {
    public LabelNeed {
        kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
    }

    /** Returns the need of a method that learns from labels of some kinds. */
    public static LabelNeed learning(LabelKind first, LabelKind... more) {
        return new LabelNeed(true, EnumSet.of(first, more));
    }

    /**
     * Returns the need of a method that learns what a head predicts, whatever the labels of an example are. Weak labels that say this of no
     * single example need a method of their own.
     */
    public static LabelNeed learningAll() {
        return new LabelNeed(
                true,
                EnumSet.complementOf(EnumSet.of(
                        LabelKind.GRADES, LabelKind.CHOICES, LabelKind.NOT, LabelKind.BAG, LabelKind.DOMAIN)));
    }

    /** Returns the need of a method that learns without labels, and is evaluated with those of some kinds. */
    public static LabelNeed evaluating(LabelKind first, LabelKind... more) {
        return new LabelNeed(false, EnumSet.of(first, more));
    }

    /** Returns the names of the kinds, such as {@code class or multi}. */
    String either() {
        String all = kinds.stream().map(LabelKind::toString).collect(Collectors.joining(", "));
        int last = all.lastIndexOf(", ");
        return last < 0 ? all : all.substring(0, last) + " or " + all.substring(last + 2);
    }

    /** Describes the need for pages, such as {@code none (class or multi to evaluate)}. */
    @Override
    public String toString() {
        return learned ? either() : "none (" + either() + " to evaluate)";
    }
}
