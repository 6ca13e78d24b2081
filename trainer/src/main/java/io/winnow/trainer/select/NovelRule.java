package io.winnow.trainer.select;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Rules that choose which examples of found classes to ask people about ({@link NovelClasses}). Those whose names begin with {@code NOVEL} ask
 * about equally many examples of each new class; the others are rivals, which look at all examples.
 */
public enum NovelRule {
    /** Certain examples of each new class in the first round, and uncertain ones after that (Ma et al., CVPR 2024). */
    NOVEL_ADAPTIVE,
    /** Of each new class, those with the largest margins between the two most probable classes. */
    NOVEL_CERTAIN,
    /** Of each new class, those with the smallest margins. */
    NOVEL_MARGIN,
    /** Of each new class, any. */
    NOVEL_RANDOM,
    /** The smallest margins of all examples. */
    MARGIN,
    /** Any examples. */
    RANDOM;

    /** Returns the name on the command line and in files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the names of all rules. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(NovelRule::key).toList();
    }

    /** Returns the rule of a name; empty if there is none. */
    public static Optional<NovelRule> find(String key) {
        return Arrays.stream(values()).filter(rule -> rule.key().equals(key)).findFirst();
    }

    /** Whether the rule asks about new classes. */
    public boolean isNovel() {
        return this != MARGIN && this != RANDOM;
    }

    /**
     * Returns what the rule does in a round.
     *
     * @param later whether people were asked about new classes before
     */
    public NovelRule in(boolean later) {
        return this != NOVEL_ADAPTIVE ? this : later ? NOVEL_MARGIN : NOVEL_CERTAIN;
    }
}
