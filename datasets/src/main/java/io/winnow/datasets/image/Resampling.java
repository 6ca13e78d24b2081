package io.winnow.datasets.image;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A resampling filter of Pillow (Resample.c of Pillow 9.4). Except for {@link #NEAREST}, a filter is widened by the factor of reduction, so
 * that every source pixel counts.
 */
public enum Resampling {
    /** The nearest source pixel; no filter. */
    @JsonProperty("nearest")
    NEAREST(0),

    /** The triangle filter: {@code 1 - |x|}. */
    @JsonProperty("bilinear")
    BILINEAR(1),

    /** The cubic convolution of Keys (1981) with a = -0.5. */
    @JsonProperty("bicubic")
    BICUBIC(2),

    /** The sinc function in a window of three lobes. */
    @JsonProperty("lanczos")
    LANCZOS(3);

    private final double support;

    Resampling(double support) {
        this.support = support;
    }

    /** Half the width of the filter in output pixels. */
    double support() {
        return support;
    }

    /** Returns the value of the filter at a distance from its centre, before normalisation. */
    double weight(double distance) {
        double x = Math.abs(distance);
        return switch (this) {
            case NEAREST -> throw new IllegalStateException("the nearest pixel is chosen without a filter");
            case BILINEAR -> x < 1 ? 1 - x : 0;
            case BICUBIC -> cubic(x);
            case LANCZOS -> -3 <= distance && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0;
        };
    }

    private static double cubic(double x) {
        double a = -0.5;
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }
}
