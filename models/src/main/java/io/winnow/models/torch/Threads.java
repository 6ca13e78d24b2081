package io.winnow.models.torch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** Controls the number of CPU threads that PyTorch uses within one operator. */
public final class Threads {
    private Threads() {}

    /** Sets the number of threads that one operator may use from now on. */
    public static void use(int count) {
        Engine.getInstance();
        JniUtils.setNumThreads(count);
    }

    /** Limits the number of threads that one operator may use from now on; a lower number stays as it is. */
    public static void atMost(int count) {
        if (ofEngine() > count) {
            use(count);
        }
    }

    /** The number of threads that one operator may use. */
    public static int ofEngine() {
        Engine.getInstance();
        return JniUtils.getNumThreads();
    }
}
