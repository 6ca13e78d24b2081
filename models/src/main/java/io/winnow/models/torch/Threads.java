package io.winnow.models.torch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** Threads of PyTorch's operators on the CPU. */
public final class Threads {
    private Threads() {}

    /** Lets one operator use so many from now on. */
    public static void use(int count) {
        Engine.getInstance();
        JniUtils.setNumThreads(count);
    }

    /** How many one operator uses. */
    public static int ofEngine() {
        Engine.getInstance();
        return JniUtils.getNumThreads();
    }
}
