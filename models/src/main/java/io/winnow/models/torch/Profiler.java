package io.winnow.models.torch;

import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;

/**
 * PyTorch's profiler, of which only one can run per process. It records the operators of all threads with their times on the host, as a
 * trace for chrome://tracing or Perfetto. For operators on a GPU these are the times of launching the kernels: DJL's trace does not
 * contain the kernels themselves and how long they ran.
 */
public final class Profiler implements AutoCloseable {
    private final Path file;

    private Profiler(Path file) {
        this.file = file;
    }

    /** Starts profiling. Closing the profiler stops it and writes the trace to {@code file}. */
    public static Profiler start(Path file) {
        JniUtils.startProfile(false, true, false);
        return new Profiler(file);
    }

    @Override
    public void close() {
        JniUtils.stopProfile(file.toString());
    }
}
