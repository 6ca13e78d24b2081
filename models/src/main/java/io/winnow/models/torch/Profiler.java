package io.winnow.models.torch;

import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;

/**
 * PyTorch's own profiler, one in the process: the operators of all threads with their times on the host, as a trace for chrome://tracing or
 * Perfetto. Of a GPU these are the times that launching took: DJL's trace holds neither kernels nor how long they ran.
 */
public final class Profiler implements AutoCloseable {
    private final Path file;

    private Profiler(Path file) {
        this.file = file;
    }

    /** Profiles until closed, and then writes the trace. */
    public static Profiler start(Path file) {
        JniUtils.startProfile(false, true, false);
        return new Profiler(file);
    }

    @Override
    public void close() {
        JniUtils.stopProfile(file.toString());
    }
}
