package io.winnow.datasets.image;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Locale;

/** A rule by which images of any size are brought to the size of a network's input. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Resize.CentredPart.class, name = "centred_part"),
    @JsonSubTypes.Type(value = Resize.ShorterSide.class, name = "shorter_side"),
    @JsonSubTypes.Type(value = Resize.Stretched.class, name = "stretched")
})
public sealed interface Resize {
    /**
     * Applies the rule to an image that its decoder may have reduced.
     *
     * @param size size of the result
     */
    Image apply(Pixels pixels, ImageSize size);

    /**
     * Returns the number of original pixels, along the axis where there are fewer, that become one pixel of the result; 0 if the rule takes
     * single pixels and therefore needs the whole image.
     */
    double scale(ImageSize original, ImageSize size);

    /**
     * Requires that the rule can give results of a size, whatever the size of the image is.
     *
     * @throws IllegalArgumentException if it cannot
     */
    void require(ImageSize size);

    /** Returns the rule that gives the whole resized image, or its largest centred square, in place of a centred crop. */
    Resize uncropped(double factor);

    /** Returns the size of what {@link #uncropped} gives. */
    ImageSize uncroppedSize(double factor, ImageSize size);

    /** Returns this rule for results of another size, with what comes before the crop in proportion, rounded down. */
    Resize forSize(ImageSize size, ImageSize other);

    /**
     * Returns this rule with another filter.
     *
     * @throws IllegalArgumentException if the rule has a filter of its own
     */
    Resize withFilter(Resampling other);

    /** Describes the rule in sentences for the users of a model. */
    String describe(ImageSize size);

    /** The largest centred part with the aspect ratio of the result is resized by a triangle filter, computed in single precision. */
    record CentredPart() implements Resize {
        @Override
        public Image apply(Pixels pixels, ImageSize size) {
            return pixels.size().equals(size) && pixels.reduction() == 1
                    ? pixels.image()
                    : TriangleResize.cropAndScale(pixels, size);
        }

        @Override
        public double scale(ImageSize original, ImageSize size) {
            return Math.min((double) original.height() / size.height(), (double) original.width() / size.width());
        }

        @Override
        public void require(ImageSize size) {}

        @Override
        public Resize uncropped(double factor) {
            return this;
        }

        @Override
        public ImageSize uncroppedSize(double factor, ImageSize size) {
            return size.times(factor);
        }

        @Override
        public Resize forSize(ImageSize size, ImageSize other) {
            return this;
        }

        @Override
        public Resize withFilter(Resampling other) {
            throw new IllegalArgumentException(
                    "The largest centred part of an image is resized by a triangle filter; found " + named(other)
                            + ". Choose another rule to use this filter.");
        }

        @Override
        public String describe(ImageSize size) {
            return "The largest centred part with the aspect ratio width:height is scaled with a triangle filter, which is widened for"
                    + " downscaling (bilinear with antialiasing, as in Pillow and torchvision).";
        }
    }

    /**
     * The shorter side is resized to a length, the other side in proportion (truncated), both as in Pillow, and the centre is cropped.
     *
     * @param side length of the shorter side in pixels; at least the height and width of the crop
     */
    record ShorterSide(int side, Resampling filter, CropOffset offset) implements Resize {
        @Override
        public Image apply(Pixels pixels, ImageSize size) {
            ImageSize original = pixels.original();
            boolean upright = original.height() > original.width();
            int longer = (int) ((double) side
                    * Math.max(original.height(), original.width())
                    / Math.min(original.height(), original.width()));
            return PillowResize.centre(
                    pixels,
                    upright ? new ImageSize(longer, side) : new ImageSize(side, longer),
                    new PillowResize.Crop(size, filter, offset));
        }

        @Override
        public double scale(ImageSize original, ImageSize size) {
            return filter == Resampling.NEAREST ? 0 : (double) Math.min(original.height(), original.width()) / side;
        }

        @Override
        public void require(ImageSize size) {
            requireRoom(new ImageSize(side, side), size);
        }

        @Override
        public Resize uncropped(double factor) {
            return new ShorterSide((int) Math.round(side * factor), filter, offset);
        }

        @Override
        public ImageSize uncroppedSize(double factor, ImageSize size) {
            return ImageSize.square(side).times(factor);
        }

        @Override
        public Resize forSize(ImageSize size, ImageSize other) {
            return new ShorterSide(
                    inProportion(side, Math.min(size.height(), size.width()), Math.min(other.height(), other.width())),
                    filter,
                    offset);
        }

        @Override
        public Resize withFilter(Resampling other) {
            return new ShorterSide(side, other, offset);
        }

        @Override
        public String describe(ImageSize size) {
            return "The shorter side is scaled to " + side
                    + " pixels and the longer side in proportion (rounded down), with Pillow's "
                    + named(filter) + " filter. Then the centre of " + size.width() + "x" + size.height()
                    + " pixels is cropped" + rounding(offset) + ".";
        }
    }

    /**
     * The image is resized to a size whatever its aspect ratio is, as in Pillow, and the centre is cropped.
     *
     * @param height height in pixels before the crop; at least that of the crop
     * @param width width in pixels before the crop; at least that of the crop
     */
    record Stretched(int height, int width, Resampling filter, CropOffset offset) implements Resize {
        @Override
        public Image apply(Pixels pixels, ImageSize size) {
            return PillowResize.centre(
                    pixels, new ImageSize(height, width), new PillowResize.Crop(size, filter, offset));
        }

        @Override
        public double scale(ImageSize original, ImageSize size) {
            return filter == Resampling.NEAREST
                    ? 0
                    : Math.min((double) original.height() / height, (double) original.width() / width);
        }

        @Override
        public void require(ImageSize size) {
            requireRoom(new ImageSize(height, width), size);
        }

        @Override
        public Resize uncropped(double factor) {
            ImageSize larger = new ImageSize(height, width).times(factor);
            return new Stretched(larger.height(), larger.width(), filter, offset);
        }

        @Override
        public ImageSize uncroppedSize(double factor, ImageSize size) {
            return new ImageSize(height, width).times(factor);
        }

        @Override
        public Resize forSize(ImageSize size, ImageSize other) {
            return new Stretched(
                    inProportion(height, size.height(), other.height()),
                    inProportion(width, size.width(), other.width()),
                    filter,
                    offset);
        }

        @Override
        public Resize withFilter(Resampling other) {
            return new Stretched(height, width, other, offset);
        }

        @Override
        public String describe(ImageSize size) {
            return "The image is scaled to " + width + "x" + height
                    + " pixels (width x height), whatever its aspect ratio is, with Pillow's " + named(filter)
                    + " filter."
                    + (size.equals(new ImageSize(height, width))
                            ? ""
                            : " Then the centre of " + size.width() + "x" + size.height() + " pixels is cropped"
                                    + rounding(offset) + ".");
        }
    }

    private static void requireRoom(ImageSize resized, ImageSize crop) {
        if (resized.height() < crop.height() || resized.width() < crop.width()) {
            throw new IllegalArgumentException("Images are resized to " + resized + " pixels, from which " + crop
                    + " cannot be cropped. Resize them to at least the size of the crop.");
        }
    }

    private static int inProportion(int length, int size, int other) {
        return (int) ((long) length * other / size);
    }

    private static String named(Resampling filter) {
        return filter.name().toLowerCase(Locale.ROOT);
    }

    private static String rounding(CropOffset offset) {
        return offset == CropOffset.FLOOR
                ? ", with the offset rounded down"
                : ", with the offset rounded to the nearest integer (halves to the even one)";
    }
}
