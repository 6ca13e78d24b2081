package io.winnow.datasets.image;

/** Changes that decoding makes to an image beyond what its file contains. They are counted and reported. */
public enum Alteration {
    TURNED("turned upright, as their orientation tag says"),
    FLATTENED("with transparency, laid on the background colour"),
    SCALED("of more than 8 bits, scaled to 8"),
    CLIPPED("with samples above the white level, which became white"),
    FIRST_OF_SEVERAL("with several frames or pages, of which the first is taken");

    private final String description;

    Alteration(String description) {
        this.description = description;
    }

    /** The text that follows the number of images in a sentence, such as {@code turned upright, as ..}. */
    public String description() {
        return description;
    }
}
