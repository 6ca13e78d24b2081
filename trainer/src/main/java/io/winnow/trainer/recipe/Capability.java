package io.winnow.trainer.recipe;

/** What a finished run of a method can do. */
public enum Capability {
    /** Maps examples to vectors: the commands embed, index and search. */
    EMBEDS("embed"),
    /** Predicts what was learned from labels: the command predict. */
    PREDICTS("predict"),
    /** Finds labels that are probably wrong, if each example has one class: the command audit. */
    AUDITS("audit"),
    /** Scores how similar two examples are: probabilities and grades in search. */
    SCORES_PAIRS("score pairs");

    private final String name;

    Capability(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
