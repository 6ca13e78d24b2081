package io.winnow.trainer.modality;

/** What a page shows of an example. */
public sealed interface Preview {
    /**
     * A picture.
     *
     * @param png a small PNG file; empty if the example is damaged
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Picture(byte[] png) implements Preview {}

    /** A text, or the beginning of one. */
    record Excerpt(String text) implements Preview {}
}
