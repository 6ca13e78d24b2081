package io.winnow.spark;

import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;

/**
 * What a task of Spark gave. A mistake of the user, and a loss that is no number, are results: if they were thrown, Spark would try the task
 * again.
 *
 * @param number number of the task
 * @param locations for each task whose result is in this one, its executor, as Spark writes it in preferred locations
 * @param result the result; null if there is a mistake
 * @param mistake message of a {@link UserException}, or of a failure that would repeat itself; null if there is none
 * @param user whether the mistake is one of the user
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TaskResult(int number, Map<Integer, String> locations, byte[] result, String mistake, boolean user)
        implements Serializable {
    /** Returns the result, or throws the mistake. */
    byte[] value() throws IOException {
        if (mistake != null && !user) {
            throw new IOException(mistake);
        }
        if (mistake != null) {
            throw new UserException(mistake);
        }
        return result;
    }
}
