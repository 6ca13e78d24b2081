package io.winnow.trainer.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Whether somebody asked the run to stop: SIGTERM, or Ctrl-C. */
public final class StopSignal {
    /** Set by {@link #finished}: the exit code of the process, once its work is done. */
    private static final AtomicReference<Integer> EXIT_CODE = new AtomicReference<>();

    private static final CountDownLatch FINISHED = new CountDownLatch(1);

    /** The signal that this thread's work heeds; none outside of {@link #heed}. */
    private static final ThreadLocal<StopSignal> HEEDED = new ThreadLocal<>();

    private final AtomicReference<String> request = new AtomicReference<>();

    /** A signal that {@link #request} alone can give. */
    public StopSignal() {}

    /**
     * Listens to SIGTERM and SIGINT from now on. Java answers both by running the shutdown hooks; this one asks the run to stop, waits
     * until it has saved and {@link #finished} is called, and ends the process with the code given there.
     */
    public static StopSignal listening(Progress progress) {
        StopSignal stop = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (EXIT_CODE.get() != null) {
                return;
            }
            progress.say("Asked to stop: finishing the step and saving.");
            stop.request("signal");
            try {
                FINISHED.await();
                Runtime.getRuntime().halt(EXIT_CODE.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return stop;
    }

    /** Tells that the process is about to exit: nothing is left to be waited for. */
    public static void finished(int exitCode) {
        EXIT_CODE.set(exitCode);
        FINISHED.countDown();
    }

    /** Makes {@link #poll} on this thread look at this signal until closed. */
    public Heeding heed() {
        return new Heeding(this);
    }

    /** Makes {@link #poll} on this thread do nothing until closed: for work that saves before it stops, and looks at its signal itself. */
    public static Heeding postpone() {
        return new Heeding(null);
    }

    /**
     * Called by long computations many times a second, between two pieces of work.
     *
     * @throws StoppedException when this thread heeds a signal and that asks to stop
     */
    public static void poll() {
        StopSignal heeded = HEEDED.get();
        if (heeded != null) {
            heeded.check();
        }
    }

    /** The span in which a thread heeds a signal, or none. */
    public static final class Heeding implements AutoCloseable {
        private final StopSignal before = HEEDED.get();

        private Heeding(StopSignal signal) {
            HEEDED.set(signal);
        }

        @Override
        public void close() {
            HEEDED.set(before);
        }
    }

    public void request(String reason) {
        request.compareAndSet(null, reason);
    }

    public boolean isRequested() {
        return request.get() != null;
    }

    /** Throws {@link StoppedException} when asked to stop. */
    public void check() {
        if (isRequested()) {
            throw new StoppedException("Stopped by " + request.get());
        }
    }
}
