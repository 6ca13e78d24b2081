package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;

/** The queue of earlier keys that momentum contrast has as negatives (MoCo, arXiv 1911.05722). */
public final class KeyQueue {
    private KeyQueue() {}

    /**
     * Writes keys into the queue, in place of the oldest ones.
     *
     * @param queue (K, D), changed in place
     * @param position (1) int64, the place of the oldest key, which is advanced in place
     * @param keys (B, D), at most K
     */
    public static void enqueue(NDArray queue, NDArray position, NDArray keys) {
        KeyQueueScript.enqueue(queue, position, keys);
    }
}
