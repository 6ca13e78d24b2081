package io.winnow.spark;

import io.winnow.trainer.run.UserException;
import java.io.Serializable;

/**
 * What a task of Spark gave. A mistake of the user is a result: if it was thrown, Spark would try the task again.
 *
 * @param number number of the task
 * @param location the executor, as Spark writes it in preferred locations
 * @param result the result; null if there is a mistake
 * @param mistake message of a {@link UserException}; null if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TaskResult(int number, String location, byte[] result, String mistake) implements Serializable {
    /** Returns the result, or throws the mistake. */
    byte[] value() {
        if (mistake != null) {
            throw new UserException(mistake);
        }
        return result;
    }
}
