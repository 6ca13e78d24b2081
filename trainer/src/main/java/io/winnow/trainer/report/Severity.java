package io.winnow.trainer.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
    /** Scores or labels are certainly affected. */
    ERROR,
    /** Probably a mistake. */
    WARNING,
    /** Worth knowing. */
    NOTE;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
