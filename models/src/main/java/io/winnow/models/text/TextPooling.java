package io.winnow.models.text;

/** Which tokens of a text become its representation. */
public enum TextPooling {
    /** The mean over all tokens that are no padding. */
    MEAN("mean"),
    /** The first one, [CLS]. */
    FIRST_TOKEN("first_token");

    private final String function;

    TextPooling(String function) {
        this.function = function;
    }

    /** The function of bert.py. */
    String function() {
        return function;
    }
}
