package io.winnow.models.text;

/** How the vectors of a text's tokens are turned into one representation. */
public enum TextPooling {
    /** The mean over all tokens except padding. */
    MEAN("mean"),
    /** The vector of the first token, [CLS]. */
    FIRST_TOKEN("first_token");

    private final String function;

    TextPooling(String function) {
        this.function = function;
    }

    /** Name of the function in bert.py. */
    String function() {
        return function;
    }
}
