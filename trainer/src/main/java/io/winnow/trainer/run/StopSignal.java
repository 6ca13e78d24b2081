package io.winnow.trainer.run;

import java.util.concurrent.atomic.AtomicReference;
import sun.misc.Signal;

/** Whether somebody asked the run to stop: SIGTERM, or Ctrl-C. A second request ends the process at once. */
public final class StopSignal {
    private final AtomicReference<String> request = new AtomicReference<>();

    /** A signal that {@link #request} alone can give. */
    public StopSignal() {}

    /** Listens to SIGTERM and SIGINT from now on. */
    public static StopSignal listening(Progress progress) {
        StopSignal stop = new StopSignal();
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signal -> {
                if (stop.isRequested()) {
                    Runtime.getRuntime().halt(128 + signal.getNumber());
                }
                stop.request("SIG" + name);
                progress.say("SIG" + name + ": finishing the step and saving. Once more ends at once.");
            });
        }
        return stop;
    }

    public void request(String reason) {
        request.compareAndSet(null, reason);
    }

    public boolean isRequested() {
        return request.get() != null;
    }

    /** @throws StoppedException when asked to stop */
    public void check() {
        if (isRequested()) {
            throw new StoppedException("stopped by " + request.get());
        }
    }
}
