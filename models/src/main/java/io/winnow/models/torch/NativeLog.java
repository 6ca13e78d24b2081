package io.winnow.models.torch;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import java.nio.file.Path;

/**
 * PyTorch's own log. It is to heed {@code TORCH_CPP_LOG_LEVEL}, but only Python calls the function that reads the variable; without it
 * PyTorch warns, for instance at each convolution of a single small image, that the processor is none for NNPACK.
 */
final class NativeLog {
    /** {@code void c10::initLogging()}. */
    private static final String READ_LEVEL = "_ZN3c1011initLoggingEv";

    private NativeLog() {}

    /** Takes the level from the environment; the engine has been loaded. */
    static void heedEnvironment() {
        Path library = Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("c10"));
        try {
            NativeLibrary.getInstance(library.toString())
                    .getFunction(READ_LEVEL)
                    .invokeVoid(new Object[0]);
        } catch (UnsatisfiedLinkError e) {
            // Of another compiler, which names functions otherwise: there the warnings stay.
        }
    }
}
