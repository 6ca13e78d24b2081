package io.winnow.trainer.recipe;

/**
 * The paper that a method implements.
 *
 * @param title title of the paper
 * @param arxiv number in arXiv, such as {@code 2003.04297}
 */
public record Paper(String title, String arxiv) {
    /** Returns the address of the paper. */
    public String url() {
        return "https://arxiv.org/abs/" + arxiv;
    }

    @Override
    public String toString() {
        return title + ", arXiv " + arxiv;
    }
}
