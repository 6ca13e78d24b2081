package io.winnow.trainer.filter;

/**
 * What decoding an image tells.
 *
 * @param width width of the original image in pixels; 0 if it is damaged
 * @param height height of the original image in pixels; 0 if it is damaged
 * @param damage what is wrong with the image; empty if it can be read
 */
record ItemFacts(int width, int height, String damage) {
    boolean isReadable() {
        return damage.isEmpty();
    }

    int shorter() {
        return Math.min(width, height);
    }
}
