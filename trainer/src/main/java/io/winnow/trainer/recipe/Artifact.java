package io.winnow.trainer.recipe;

/**
 * A file that a method leaves in a run for later commands and runs.
 *
 * @param stage name of the stage that writes it
 * @param file name in the folder of the stage
 * @param content what it has, as a noun
 */
public record Artifact(String stage, String file, String content) {
    /** The weights of the encoder that a stage trains. */
    public static Artifact encoder(String stage) {
        return new Artifact(stage, Representations.ENCODER, "weights of the encoder");
    }

    @Override
    public String toString() {
        return stage + "/" + file + " (" + content + ")";
    }
}
