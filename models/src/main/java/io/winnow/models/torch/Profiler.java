package io.winnow.models.torch;

import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;

/** PyTorch's own profiler, one in the process: the operators of all threads with their times, as a trace for chrome://tracing or Perfetto. */
public final class Profiler implements AutoCloseable {
    private final Path file;

    private Profiler(Path file) {
        this.file = file;
    }

    /**
     * Profiles until closed, and then writes the trace.
     *
     * @param gpu records the kernels of GPUs too
     */
    public static Profiler start(Path file, boolean gpu) {
        JniUtils.startProfile(gpu, true, false);
        return new Profiler(file);
    }

    @Override
    public void close() {
        JniUtils.stopProfile(file.toString());
    }
}
