package io.winnow.trainer.recipe;

import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.engine.TrainingOptions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The number formats in which an encoder can be trained.
 *
 * @param allowed the formats
 * @param reason why others are not allowed, and what to do instead; empty if all are
 */
public record Precisions(Set<Precision> allowed, String reason) {
    public static final Precisions ALL = new Precisions(EnumSet.allOf(Precision.class), "");

    public Precisions {
        allowed = Collections.unmodifiableSet(EnumSet.copyOf(allowed));
    }

    /** Returns all formats but one. */
    public static Precisions allBut(Precision refused, String reason) {
        return new Precisions(EnumSet.complementOf(EnumSet.of(refused)), reason);
    }

    /** Returns a single format. */
    public static Precisions only(Precision allowed, String reason) {
        return new Precisions(EnumSet.of(allowed), reason);
    }

    /**
     * Checks the precision of a training, in the section that has it as {@code training}.
     *
     * @param training null if this section is itself invalid, which is reported already
     */
    public void check(Checks checks, TrainingOptions training) {
        if (training != null) {
            checks.that(
                    allowed.contains(training.precision()),
                    "training.precision",
                    "must be " + (allowed.size() > 1 ? "one of " : "") + this + ", found " + name(training.precision())
                            + ": " + reason);
        }
    }

    private static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return allowed.stream().map(Precisions::name).collect(Collectors.joining(", "));
    }
}
