package io.winnow.trainer.chat;

/**
 * Numbers of tokens that a server counted.
 *
 * @param promptTokens tokens of the questions
 * @param completionTokens tokens of the answers
 */
public record Usage(long promptTokens, long completionTokens) {
    public static final Usage NONE = new Usage(0, 0);

    /** Returns the sum of both usages. */
    public Usage plus(Usage other) {
        return new Usage(promptTokens + other.promptTokens, completionTokens + other.completionTokens);
    }

    public long total() {
        return promptTokens + completionTokens;
    }
}
