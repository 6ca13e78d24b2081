package io.winnow.trainer.serve;

import java.util.concurrent.TimeUnit;

/** Counts the requests that have begun and are not answered yet, so that a server that stops can wait for them. */
final class OpenRequests {
    private int open;
    /** Number of all requests so far. */
    private long begun;

    synchronized void begin() {
        open++;
        begun++;
    }

    synchronized void end() {
        open--;
        notifyAll();
    }

    /**
     * Waits until none is open.
     *
     * @param mostMillis how long at most
     */
    synchronized void awaitNone(long mostMillis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMillis);
        for (long left = mostMillis; open > 0 && left > 0; left = millisTo(end)) {
            wait(left);
        }
    }

    /**
     * Waits until none is open and none has begun for a while: what clients had sent before they could know that the server stops has arrived
     * then.
     *
     * @param mostMillis how long at most, since some clients never cease to send
     */
    void awaitQuiet(long quietMillis, long mostMillis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMillis);
        long before;
        do {
            before = begun();
            Thread.sleep(quietMillis);
        } while ((isAnyOpen() || begun() > before) && millisTo(end) > 0);
    }

    private static long millisTo(long end) {
        return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }

    private synchronized long begun() {
        return begun;
    }

    private synchronized boolean isAnyOpen() {
        return open > 0;
    }
}
