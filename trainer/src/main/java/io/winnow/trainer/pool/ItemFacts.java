package io.winnow.trainer.pool;

/**
 * What decoding an image tells.
 *
 * @param width width of the original image in pixels; 0 if it is damaged
 * @param height height of the original image in pixels; 0 if it is damaged
 * @param damage what is wrong with the image; empty if it can be read
 */
public record ItemFacts(int width, int height, String damage) {
    /** Returns whether the image can be read. */
    public boolean isReadable() {
        return damage.isEmpty();
    }

    /** Returns the length of the shorter side in pixels. */
    public int shorter() {
        return Math.min(width, height);
    }
}
