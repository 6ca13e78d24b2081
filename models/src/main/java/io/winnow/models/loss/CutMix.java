package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * CutMix (Yun et al., "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features", ICCV 2019, section 3.1): a
 * rectangle of each image is replaced by that of its partner, a permutation of the same batch. All images of a batch share one rectangle.
 */
public final class CutMix {
    private CutMix() {}

    /**
     * A rectangle within an image.
     *
     * @param top first row
     * @param bottom row after the last
     * @param left first column
     * @param right column after the last
     * @param height height of the image
     * @param width width of the image
     */
    public record Box(int top, int bottom, int left, int right, int height, int width) {
        /**
         * Returns the rectangle around a centre whose area, if it lay within the image, would be the given share of the partner. It is cut
         * off at the edges of the image, as in the published code.
         *
         * @param partner share of the partner, in [0, 1]; 1 - lambda in the paper
         * @param y row of the centre
         * @param x column of the centre
         */
        public static Box around(int y, int x, double partner, int height, int width) {
            int halfHeight = (int) (height * Math.sqrt(partner)) / 2;
            int halfWidth = (int) (width * Math.sqrt(partner)) / 2;
            return new Box(
                    Math.max(0, y - halfHeight),
                    Math.min(height, y + halfHeight),
                    Math.max(0, x - halfWidth),
                    Math.min(width, x + halfWidth),
                    height,
                    width);
        }

        /** Returns the share of an image itself in its mixture: the area outside the rectangle, lambda in the paper. */
        public double share() {
            return 1 - (bottom - top) * (double) (right - left) / ((double) height * width);
        }
    }

    /**
     * Replaces the rectangle of each image by that of its partner.
     *
     * @param x (B, C, H, W)
     * @param order (B) int64: the index of each image's partner
     * @return (B, C, H, W)
     */
    public static NDArray paste(NDArray x, NDArray order, Box box) {
        boolean[] inside = new boolean[box.height * box.width];
        for (int row = box.top; row < box.bottom; row++) {
            Arrays.fill(inside, row * box.width + box.left, row * box.width + box.right, true);
        }
        try (NDManager scope = x.getManager().newSubManager()) {
            NDArray mask = scope.create(inside, new Shape(1, 1, box.height, box.width));
            NDArray pasted = MixupScript.paste(x, order, mask);
            pasted.attach(x.getManager());
            return pasted;
        }
    }
}
