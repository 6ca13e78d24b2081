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

    /** Lets one operator use no more than so many from now on, and fewer where it does already. */
    public static void atMost(int count) {
        if (ofEngine() > count) {
            use(count);
        }
    }

    /** How many one operator uses. */
    public static int ofEngine() {
        Engine.getInstance();
        return JniUtils.getNumThreads();
    }
}
