package io.winnow.trainer.config;

/**
 * One mistake in a configuration.
 *
 * @param where the file and line, or the {@code --set} option
 * @param key the dotted path of the key; empty if the problem concerns the whole document
 * @param message what was found, what is allowed, and the nearest match
 */
public record Problem(String where, String key, String message) {
    @Override
    public String toString() {
        return key.isEmpty() ? where + ": " + message : where + ": " + key + ": " + message;
    }
}
