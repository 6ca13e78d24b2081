package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;

/**
 * Prototypes of classes among unit vectors, and what follows from them for noisy labels (Qin et al., "CAPro: Webly Supervised Learning with
 * Cross-Modality Aligned Prototypes", NeurIPS 2023, arXiv 2310.09761; MoPro, arXiv 2009.07995). A prototype has unit length; that of a class
 * without examples is 0 and takes part in nothing.
 */
public final class Prototypes {
    private Prototypes() {}

    /**
     * Returns the first prototypes: the mean of the vectors of each class, at unit length.
     *
     * @param vectors unit vectors (N, P), row-major
     * @param width P
     * @param classes class of each vector (N), in [0, K), or -1 for those that do not count
     * @return (K, P), row-major
     */
    public static float[] means(float[] vectors, int width, int[] classes, int count) {
        double[] sums = new double[count * width];
        for (int i = 0; i < classes.length; i++) {
            for (int d = 0; d < width && classes[i] >= 0; d++) {
                sums[classes[i] * width + d] += vectors[i * width + d];
            }
        }
        float[] means = new float[sums.length];
        for (int k = 0; k < count; k++) {
            double squares = 0;
            for (int d = 0; d < width; d++) {
                squares += sums[k * width + d] * sums[k * width + d];
            }
            for (int d = 0; d < width && squares > 0; d++) {
                means[k * width + d] = (float) (sums[k * width + d] / Math.sqrt(squares));
            }
        }
        return means;
    }

    /**
     * Returns the scores of the classes: a mixture of what a classifier says and of the softmax of the cosines with the prototypes. They
     * receive no gradient.
     *
     * @param logits outputs of the classifier (B, K)
     * @param z unit vectors (B, P)
     * @param prototypes (K, P)
     * @param share share of the classifier (alpha), in [0, 1]
     * @param temperature divides the cosines, above 0
     * @return (B, K), each row sums to 1
     */
    public static NDArray scores(NDArray logits, NDArray z, NDArray prototypes, double share, double temperature) {
        return PrototypesScript.scores(logits, z, prototypes, share, temperature);
    }

    /**
     * The cross-entropy of the cosines with targets (L_pro), as a weighted mean over examples whose class has a prototype; 0 if there are
     * none. The prototypes receive no gradient.
     *
     * @param z unit vectors (B, P)
     * @param prototypes (K, P)
     * @param targets (B, K), 1 for the class of each example
     * @param weights (B)
     */
    public static NDArray attraction(
            NDArray z, NDArray prototypes, NDArray targets, NDArray weights, double temperature) {
        return PrototypesScript.attraction(z, prototypes, targets, weights, temperature);
    }

    /**
     * Returns the targets of collective bootstrapping: the mean of the scores of earlier keys, weighted by a softmax over their similarity.
     *
     * @param z unit vectors (B, P)
     * @param keys unit vectors (Q, P)
     * @param scores scores of the keys (Q, K), see {@link #scores}
     * @return (B, K), each row sums to 1, without a gradient
     */
    public static NDArray collective(NDArray z, NDArray keys, NDArray scores, double temperature) {
        return PrototypesScript.collective(z, keys, scores, temperature);
    }

    /** Returns the targets of collective bootstrapping with the weights of the published code: cosines, clipped to [0, 1]. */
    public static NDArray collectiveClipped(NDArray z, NDArray keys, NDArray scores) {
        return PrototypesScript.collectiveClipped(z, keys, scores);
    }

    /**
     * Moves each prototype towards the vectors of its class, one after another, and then gives it unit length, in place.
     *
     * @param prototypes (K, P), changed in place
     * @param z unit vectors (B, P)
     * @param members (B, K), 1 for the class of an example that counts, 0 otherwise
     * @param momentum share that a prototype keeps with each vector, in [0, 1]
     */
    public static void move(NDArray prototypes, NDArray z, NDArray members, double momentum) {
        PrototypesScript.move(prototypes, z, members, momentum);
    }
}
