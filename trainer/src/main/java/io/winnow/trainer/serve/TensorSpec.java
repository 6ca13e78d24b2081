package io.winnow.trainer.serve;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An input or output of a model.
 *
 * @param shape length of each axis, or -1 where it is free
 */
record TensorSpec(String name, TensorType type, List<Long> shape) {
    /** Returns the specification as the protocol's metadata have it. */
    Map<String, Object> metadata() {
        return Map.of("name", name, "datatype", type.name(), "shape", shape);
    }

    /**
     * Requires that a tensor of this input has a possible shape.
     *
     * @throws BadRequestException if it has not
     */
    void require(long[] found) {
        boolean fits = found.length == shape.size();
        for (int axis = 0; fits && axis < found.length; axis++) {
            fits = found[axis] > 0 && (shape.get(axis) < 0 || shape.get(axis) == found[axis]);
        }
        if (!fits) {
            throw new BadRequestException("The input '" + name + "' must have the shape " + shape
                    + ", where -1 is any length from 1; found " + Arrays.toString(found) + ".");
        }
    }
}
