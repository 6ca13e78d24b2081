package io.winnow.models.pretrained;

/** A checkpoint is of none of the families that were tried. */
public final class UnknownFamilyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UnknownFamilyException(String message) {
        super(message);
    }

    /** Whether a failure comes from a checkpoint of no known family. */
    public static boolean caused(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof UnknownFamilyException) {
                return true;
            }
        }
        return false;
    }
}
