package io.winnow.models.pretrained;

/** Says why a checkpoint is not of a family. */
public final class MisfitException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean close;

    private MisfitException(String message, boolean close) {
        super(message);
        this.close = close;
    }

    /**
     * The checkpoint is of another family.
     *
     * @param reason what did not fit, such as {@code has no array conv1.weight}
     */
    public static MisfitException otherFamily(String reason) {
        return new MisfitException(reason, false);
    }

    /**
     * The checkpoint is of this family, but contradictory, or of a variant that cannot be loaded.
     *
     * @param reason what did not fit
     */
    public static MisfitException unsupported(String reason) {
        return new MisfitException(reason, true);
    }

    /** Whether the checkpoint is of the family, so that other families need not be tried. */
    public boolean isOfFamily() {
        return close;
    }
}
