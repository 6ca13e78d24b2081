package io.winnow.trainer.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The comparison of two items by a model that was trained on pairs. */
public interface PairModel {
    /** Number of pairs that are computed at once if nothing else is asked for. */
    int BATCH = 64;

    /** Receives the results of pairs, in their order. */
    interface Results {
        /** Receives the result of a pair. */
        void found(PairScore score) throws IOException;

        /** Receives the reason why a pair could not be read. */
        void failed(String key, String why) throws IOException;
    }

    /**
     * Compares the two items of each pair of a file.
     *
     * @param file JSON lines, or a JSON array
     * @param batchSize number of pairs that are computed at once; the results do not depend on it
     */
    void compare(Path file, int batchSize, Results results) throws IOException;

    /**
     * Evaluates the model on graded pairs, with the same metrics as the evaluation of a run.
     *
     * @param data the pairs, as the user names them
     * @throws io.winnow.trainer.run.UserException if there are no such pairs, or if they cannot be read
     */
    Map<String, Double> judge(String data, InputOptions options) throws IOException;
}
