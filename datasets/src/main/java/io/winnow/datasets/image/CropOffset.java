package io.winnow.datasets.image;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the offset of a centred crop is rounded if the margins are unequal. Libraries differ. */
public enum CropOffset {
    /** To the nearest integer, halves to the even one, as in torchvision, timm and open_clip. */
    @JsonProperty("half_even")
    HALF_EVEN,

    /** Downwards, as in HuggingFace's image processors. */
    @JsonProperty("floor")
    FLOOR;

    /** Returns the number of pixels before a centred crop. */
    int of(int length, int crop) {
        int margin = length - crop;
        return this == FLOOR ? margin / 2 : (int) Math.rint(margin / 2.0);
    }
}
