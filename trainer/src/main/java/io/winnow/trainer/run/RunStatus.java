package io.winnow.trainer.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a run came. */
public enum RunStatus {
    RUNNING,
    COMPLETED,
    /** Stopped on request; resumable. */
    STOPPED,
    FAILED;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
