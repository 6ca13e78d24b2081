package io.winnow.datasets.augment;

/** An operation on an image of unsigned bytes, with its strength in its own unit. */
enum Operation {
    IDENTITY,
    INVERT,
    AUTOCONTRAST,
    EQUALIZE,
    /** Its strength is the number of upper bits that are kept. */
    POSTERIZE,
    /** Its strength is the lowest level that is inverted. */
    SOLARIZE,
    /** Its strength is a factor, as that of the next three. */
    BRIGHTNESS,
    CONTRAST,
    /** For images with three channels only. */
    COLOR,
    SHARPNESS,
    /** Its strength is the shift in pixels from one row to the next. */
    SHEAR_X,
    /** Its strength is the shift in pixels from one column to the next. */
    SHEAR_Y,
    /** Its strength is a whole number of pixels. */
    TRANSLATE_X,
    /** Its strength is a whole number of pixels. */
    TRANSLATE_Y,
    /** Its strength is an angle in degrees, counter-clockwise. */
    ROTATE;

    void apply(Canvas canvas, double strength) {
        switch (this) {
            case IDENTITY -> {}
            case INVERT -> LevelOperations.invert(canvas);
            case AUTOCONTRAST -> LevelOperations.autocontrast(canvas);
            case EQUALIZE -> LevelOperations.equalize(canvas);
            case POSTERIZE -> LevelOperations.posterize(canvas, (int) strength);
            case SOLARIZE -> LevelOperations.solarize(canvas, (int) strength);
            case BRIGHTNESS -> LevelOperations.brightness(canvas, strength);
            case CONTRAST -> LevelOperations.contrast(canvas, strength);
            case COLOR -> BlendOperations.color(canvas, strength);
            case SHARPNESS -> BlendOperations.sharpness(canvas, strength);
            case SHEAR_X -> MoveOperations.shearX(canvas, strength);
            case SHEAR_Y -> MoveOperations.shearY(canvas, strength);
            case TRANSLATE_X -> MoveOperations.translate(canvas, (int) strength, 0);
            case TRANSLATE_Y -> MoveOperations.translate(canvas, 0, (int) strength);
            case ROTATE -> MoveOperations.rotate(canvas, strength);
        }
    }
}
