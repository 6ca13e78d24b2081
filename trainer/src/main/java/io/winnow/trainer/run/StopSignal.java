package io.winnow.trainer.run;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Tells whether the run was asked to stop: by SIGTERM or Ctrl-C, by a request in its directory, or by the program. */
public final class StopSignal {
    /** The exit code of the process; null until {@link #finished} sets it. */
    private static final AtomicReference<Integer> EXIT_CODE = new AtomicReference<>();

    private static final CountDownLatch FINISHED = new CountDownLatch(1);

    /** The signal that {@link #poll} checks on this thread; null outside of {@link #heed}. */
    private static final ThreadLocal<StopSignal> HEEDED = new ThreadLocal<>();

    private static final String MESSAGE = "Stop requested. Finishing the current step and saving.";

    /** How often the directory of the run is searched for a request. */
    private static final long LOOK_NANOS = 500_000_000;

    private final AtomicReference<String> request = new AtomicReference<>();
    private final AtomicLong nextLook = new AtomicLong(System.nanoTime());
    private volatile Runnable look = () -> {};
    private Thread hook;

    /** Creates a signal that only {@link #request} can raise. */
    public StopSignal() {}

    /**
     * Creates a signal that SIGTERM and SIGINT raise from now on. Java responds to both by running the shutdown hooks. The hook that is
     * registered here asks the run to stop, waits until the run has saved its state and {@link #finished} is called, and ends the process
     * with the exit code given there.
     */
    public static StopSignal listening(Progress progress) {
        StopSignal stop = new StopSignal();
        stop.hook = new Thread(() -> {
            if (EXIT_CODE.get() != null) {
                return;
            }
            progress.say(MESSAGE);
            stop.request("signal");
            try {
                FINISHED.await();
                Runtime.getRuntime().halt(EXIT_CODE.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    /** Stops listening: the run is over, and nothing is left to be saved. */
    public void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shutdown) {
            // The signal has come already, and its hook waits for the exit code.
        }
    }

    /** Declares that the process is about to exit, so that the shutdown hook need not wait any longer. */
    public static void finished(int exitCode) {
        EXIT_CODE.set(exitCode);
        FINISHED.countDown();
    }

    /** Makes {@link #poll} on this thread check this signal until the result is closed. */
    public Heeding heed() {
        return new Heeding(this);
    }

    /**
     * Makes {@link #poll} on this thread do nothing until the result is closed. For work that checks its signal itself and saves before it
     * stops.
     */
    public static Heeding postpone() {
        return new Heeding(null);
    }

    /**
     * Checks the signal of this thread, if there is one. Long computations call this many times a second.
     *
     * @throws StoppedException when a stop was requested
     */
    public static void poll() {
        StopSignal heeded = HEEDED.get();
        if (heeded != null) {
            heeded.check();
        }
    }

    /** Returns what {@link #poll} does on this thread, for other threads that work for it. */
    public static Runnable polling() {
        StopSignal heeded = HEEDED.get();
        return heeded == null ? () -> {} : heeded::check;
    }

    /** The time during which a thread checks a signal, or none. */
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

    /** Requests a stop. Only the reason of the first request is kept. */
    public void request(String reason) {
        request.compareAndSet(null, reason);
    }

    /** Heeds requests in the directory of a run as well ({@link RunDirectory#requestStop}), within half a second. */
    public void alsoRequestedIn(Path run, Progress progress) {
        look = () -> {
            if (RunDirectory.isStopRequested(run) && request.compareAndSet(null, "request")) {
                progress.say(MESSAGE);
            }
        };
    }

    public boolean isRequested() {
        long next = nextLook.get();
        long now = System.nanoTime();
        if (request.get() == null && now - next >= 0 && nextLook.compareAndSet(next, now + LOOK_NANOS)) {
            look.run();
        }
        return request.get() != null;
    }

    /**
     * Checks this signal.
     *
     * @throws StoppedException when a stop was requested
     */
    public void check() {
        if (isRequested()) {
            throw new StoppedException("Stopped by " + request.get());
        }
    }
}
