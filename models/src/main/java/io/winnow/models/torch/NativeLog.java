package io.winnow.models.torch;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import java.nio.file.Path;

/**
 * Configures PyTorch's own log. PyTorch documents the environment variable {@code TORCH_CPP_LOG_LEVEL}, but only Python calls the function
 * that reads it. Without that call PyTorch logs warnings that users cannot turn off, for instance, at each convolution of a single small
 * image, that NNPACK does not support the processor.
 */
final class NativeLog {
    /** The mangled name of {@code void c10::initLogging()}. */
    private static final String READ_LEVEL = "_ZN3c1011initLoggingEv";

    private NativeLog() {}

    /** Sets the log level from the environment. The engine must have been loaded before. */
    static void readLevelFromEnvironment() {
        Path library = Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("c10"));
        try {
            NativeLibrary.getInstance(library.toString())
                    .getFunction(READ_LEVEL)
                    .invokeVoid(new Object[0]);
        } catch (UnsatisfiedLinkError e) {
            // A library built by another compiler mangles names differently. The warnings then stay, which is harmless.
        }
    }
}
