package io.winnow.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** What DJL's own calls do through the host's memory, and at a price that shows on a GPU alone. */
public final class Tensors {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(Tensors.class, "tensors.py");

    private Tensors() {}

    /**
     * Writes the values of an array into another, of any type and device, in place: views of the other see them. DJL's {@code copyTo} goes
     * through a buffer of the host (2 GiB at most), leaves a copy there at the source's manager, and gives the target a new storage, which
     * its views do not share.
     *
     * @throws IllegalArgumentException when their shapes differ
     */
    public static void copy(NDArray from, NDArray to) {
        if (!from.getShape().equals(to.getShape())) {
            throw new IllegalArgumentException(
                    "An array of shape " + from.getShape() + " is copied to one of shape " + to.getShape() + ".");
        }
        try (Autograd.Recording pause = Autograd.pause()) {
            FUNCTIONS.invoke("copy", to, from);
        }
    }

    /**
     * The numbers of a small float32 array whose manager lives on. Read directly, an array of a GPU leaves a copy of the host at its
     * manager, each time.
     */
    public static float[] floats(NDArray array) {
        try (NDManager scope = array.getManager().newSubManager()) {
            NDArray copy = array.duplicate();
            copy.attach(scope);
            return copy.toFloatArray();
        }
    }
}
