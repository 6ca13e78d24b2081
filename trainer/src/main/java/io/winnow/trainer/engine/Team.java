package io.winnow.trainer.engine;

import java.util.Map;

/** The workers that compute the gradient of each step together, as one of them sees them ({@link OuterOptions.Synchronous}). */
public interface Team {
    /** Begin of the names of arrays that are joined, not summed. */
    String GATHERED = "gathered.";

    /** Number of this worker, from 0. */
    int number();

    /** Number of all workers. */
    int workers();

    /**
     * Gives arrays of this worker and waits for those of all. All workers call this equally often in a step, with arrays of the same names.
     *
     * @return for each name the sum over all workers; for names that begin with {@link #GATHERED}, the arrays one after the other in the order of
     *     the workers
     */
    Map<String, float[]> exchange(Map<String, float[]> own);
}
