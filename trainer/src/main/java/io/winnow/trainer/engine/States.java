package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.Tensors;
import java.util.Map;

/** Named arrays that a checkpoint holds. */
public final class States {
    private States() {}

    /**
     * Copies saved arrays into the live ones, in place: views of these see them.
     *
     * @param what owns them, for the message
     * @throws IllegalArgumentException when one is missing or differs in shape; then nothing has changed
     */
    public static void copy(Map<String, NDArray> saved, Map<String, NDArray> live, String what) {
        live.forEach((name, array) -> {
            NDArray source = saved.get(name);
            if (source == null || !source.getShape().equals(array.getShape())) {
                throw new IllegalArgumentException("The saved state of the " + what + " has "
                        + (source == null ? "no " + name : name + " of shape " + source.getShape())
                        + "; this run needs " + name + " of shape " + array.getShape() + ".");
            }
        });
        live.forEach((name, array) -> Tensors.copy(saved.get(name), array));
    }
}
