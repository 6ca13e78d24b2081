package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Optional;

/**
 * How a pair of an image encoder and a text encoder, which map into one space, scores an image and a text: by the cosine of their vectors, times
 * exp({@code logitScale}). CLIP chooses among texts by a softmax; SigLIP adds a bias and decides for each text alone by a sigmoid
 * (specification "Pretrained encoders", section 5).
 *
 * @param logitScale natural logarithm of the factor
 * @param logitBias SigLIP's bias; empty for CLIP
 */
public record ImageTextSimilarity(float logitScale, Optional<Float> logitBias) {
    private static final String SCALE = "logit_scale";
    private static final String BIAS = "logit_bias";

    /**
     * Reads the two numbers of a checkpoint, of shape () or (1).
     *
     * @param weights the arrays of the checkpoint, of which only these two are read
     * @throws IllegalArgumentException if there is no scale, so that the checkpoint is not of such a pair
     */
    public static ImageTextSimilarity of(Map<String, NDArray> weights) {
        if (!weights.containsKey(SCALE)) {
            throw new IllegalArgumentException("The checkpoint has no array " + SCALE
                    + ", so it is not of an image encoder and a text encoder that were trained together. Choose the weights of"
                    + " a CLIP or SigLIP model.");
        }
        return new ImageTextSimilarity(
                number(weights.get(SCALE)),
                weights.containsKey(BIAS) ? Optional.of(number(weights.get(BIAS))) : Optional.empty());
    }

    private static float number(NDArray array) {
        return array.toFloatArray()[0];
    }

    /**
     * Returns the logits (B, C) of images and texts.
     *
     * @param images vectors (B, E) of any length other than 0
     * @param texts vectors (C, E) of any length other than 0
     */
    public NDArray logits(NDArray images, NDArray texts) {
        return ClipScript.logits(
                BertScript.unitLength(images),
                BertScript.unitLength(texts),
                Math.exp(logitScale),
                logitBias.orElse(0f));
    }

    /**
     * Returns the probabilities (B, C) that the texts fit the images: for each image those of the texts sum to 1 with CLIP, and each is
     * independent of the others with SigLIP.
     *
     * @param images vectors (B, E) of any length other than 0
     * @param texts vectors (C, E) of any length other than 0
     */
    public NDArray probabilities(NDArray images, NDArray texts) {
        NDArray logits = logits(images, texts);
        return logitBias.isPresent() ? ClipScript.sigmoid(logits) : ClipScript.softmax(logits);
    }
}
