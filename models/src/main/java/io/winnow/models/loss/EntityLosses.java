package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;

/**
 * The losses of MOFI (Wu et al., ICLR 2024, arXiv 2306.07952), which trains an encoder on the entities that the texts of examples name: the
 * classification of very many entities by class centers, and the contrast of examples with the names of their entities. Vectors need not be
 * normalised; their cosines count.
 */
public final class EntityLosses {
    private EntityLosses() {}

    /**
     * The mean cross-entropy of a softmax over cosines, where a margin is subtracted from the cosine with the own center (CosFace; Wang et al.,
     * CVPR 2018, equation 4). Over a sample of the centers, it is smaller than over all: no term corrects for the sampling (Partial FC).
     *
     * @param vectors (B, D)
     * @param centers (S, D), the sampled class centers
     * @param own (B) int64: the row of each example's center in {@code centers}
     * @param temperature divides the cosines, above 0
     * @param margin at least 0
     */
    public static NDArray marginSoftmax(
            NDArray vectors, NDArray centers, NDArray own, double temperature, double margin) {
        return EntitiesScript.marginSoftmax(vectors, centers, own, temperature, margin);
    }

    /**
     * The symmetric contrastive loss of examples and texts (InfoNCE): the mean of the cross-entropies of finding the text of each example among
     * those of the batch, and the example of each text.
     *
     * @param vectors (B, D)
     * @param texts (B, D), of the texts of the same examples
     * @param entities (B) int64, the entity of each example
     * @param logScale (1), the logarithm of the factor of the cosines
     * @param masked whether the text of another example of the same entity, which is no wrong text, is left out
     */
    public static NDArray contrast(NDArray vectors, NDArray texts, NDArray entities, NDArray logScale, boolean masked) {
        return EntitiesScript.contrast(vectors, texts, entities, logScale, masked);
    }

    /** Lets the logarithm of a factor (1) be no larger than that of {@code 1 / temperature}, in place. */
    public static void limit(NDArray logScale, double temperature) {
        EntitiesScript.limit(logScale, -Math.log(temperature));
    }
}
