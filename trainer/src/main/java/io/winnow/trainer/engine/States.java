package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import io.winnow.models.torch.Tensors;
import java.util.Map;

/** Restores named arrays from a checkpoint. */
public final class States {
    private States() {}

    /**
     * Copies saved arrays into the live arrays of the same names. The copy is made in place, so views of the live arrays change, too.
     *
     * @param owner noun for the owner of the arrays, used in the error message
     * @throws IllegalArgumentException if a saved array is missing or differs in shape; in this case no array has been changed
     */
    public static void copy(Map<String, NDArray> saved, Map<String, NDArray> live, String owner) {
        live.forEach((name, array) -> {
            NDArray source = saved.get(name);
            if (source == null || !source.getShape().equals(array.getShape())) {
                throw new IllegalArgumentException("The saved state of the " + owner + " has "
                        + (source == null ? "no " + name : name + " of shape " + source.getShape())
                        + ", but this run needs " + name + " of shape " + array.getShape()
                        + ". Resume with the configuration that the checkpoint was written with, or start a new run.");
            }
        });
        live.forEach((name, array) -> Tensors.copy(saved.get(name), array));
    }
}
