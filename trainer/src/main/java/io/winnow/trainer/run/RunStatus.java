package io.winnow.trainer.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The status of a run. */
public enum RunStatus {
    RUNNING,
    COMPLETED,
    /** Stopped on request; the run can be resumed. */
    STOPPED,
    FAILED;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
