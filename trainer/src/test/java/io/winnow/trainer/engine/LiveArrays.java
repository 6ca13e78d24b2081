package io.winnow.trainer.engine;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Field;
import java.util.Map;

/** Counts arrays that have not been closed. */
public final class LiveArrays {
    private LiveArrays() {}

    /** Counts the arrays of a manager and of all its sub-managers. */
    public static int below(NDManager manager) {
        try {
            Field field = BaseNDManager.class.getDeclaredField("resources");
            field.setAccessible(true);
            int count = 0;
            for (Object resource : ((Map<?, ?>) field.get(manager)).values()) {
                if (resource instanceof NDArray) {
                    count++;
                } else if (resource instanceof NDManager below) {
                    count += below(below);
                }
            }
            return count;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("This version of DJL no longer keeps its arrays in BaseNDManager.resources", e);
        }
    }
}
