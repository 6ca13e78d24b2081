package io.winnow.trainer.chat;

import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;

/** Waits. Tests count instead of waiting. */
@FunctionalInterface
interface Pause {
    /** How long a request to stop may remain unnoticed. */
    int SLICE_MILLIS = 200;

    void millis(long milliseconds) throws InterruptedException;

    /** Returns a pause that ends with an exception when a stop is requested. */
    static Pause heeding(StopSignal stop) {
        return milliseconds -> {
            long end = System.nanoTime() + milliseconds * 1_000_000;
            for (long left = milliseconds; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                if (stop.isRequested()) {
                    throw new StoppedException(ChatClient.STOPPED);
                }
                Thread.sleep(Math.min(SLICE_MILLIS, left));
            }
        };
    }
}
