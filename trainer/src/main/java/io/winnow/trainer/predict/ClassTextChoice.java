package io.winnow.trainer.predict;

/** What stands for a class that is known by a text alone. */
public enum ClassTextChoice {
    /** Its name. */
    NAME,
    /** Its description, or its name if it has none. */
    DESCRIPTION,
    /** The mean of the vectors of both. */
    BOTH
}
