package io.winnow.trainer.annotate;

import io.winnow.trainer.run.Progress;
import java.io.IOException;

/** Someone who labels items: a language model with one wording of the question, or a model that stands in for it. */
public interface Annotator {
    /** Returns the name in files. */
    String name();

    /** Returns whether items are sent to a language model. */
    boolean isLanguageModel();

    /**
     * Labels all items.
     *
     * @return the class probabilities of each item (N, K); null for an item that got no usable answer
     */
    double[][] annotate(AnnotatedItems items, Progress progress) throws IOException;
}
