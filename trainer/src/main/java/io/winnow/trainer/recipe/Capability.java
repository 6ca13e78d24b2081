package io.winnow.trainer.recipe;

/** What a finished run of a method can do, besides being evaluated and exported. */
public enum Capability {
    /** Maps examples to vectors: the commands embed, index and search. */
    EMBEDS("embed, index, search"),
    /** Predicts what was learned from labels: the command predict. */
    PREDICTS("predict"),
    /** Finds labels that are probably wrong, if each example has one class: the command audit. */
    AUDITS("audit"),
    /** Says how similar two examples are: probabilities and grades in the commands search and predict --pairs. */
    SCORES_PAIRS("compare pairs");

    private final String name;

    Capability(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
