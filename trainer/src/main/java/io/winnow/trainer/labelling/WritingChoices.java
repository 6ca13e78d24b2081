package io.winnow.trainer.labelling;

/**
 * How tasks are written.
 *
 * @param url what Label Studio finds before the path of an image
 * @param excel whether CSV files begin with a byte order mark, without which Excel takes UTF-8 for another character set
 */
public record WritingChoices(String url, boolean excel) {
    /** The folder from which Label Studio serves local files. */
    public static final String LOCAL_FILES = "/data/local-files/?d=";

    /** The usual choices. */
    public static final WritingChoices USUAL = new WritingChoices(LOCAL_FILES, false);
}
