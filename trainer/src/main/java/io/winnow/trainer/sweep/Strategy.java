package io.winnow.trainer.sweep;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a sweep chooses its trials. */
public enum Strategy {
    /** All combinations of lists of values. */
    GRID,
    /** Combinations that are drawn at random. */
    RANDOM,
    /** Many short trainings, of which the best are repeated with a longer duration, see {@link Halving}. */
    HALVING;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
