package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * A text encoder and steps on its vectors. Usually the vectors are scaled to length 1, as those of sentence encoders are that are compared by
 * cosines (Reimers and Gurevych, arXiv 1908.10084). Maps texts (B, 2, L), see {@link BertEncoder}, to (B, D). The names of the encoder's
 * parameters begin with {@code bert.}, as in HuggingFace's checkpoints of models with a head, or with {@code text.} if it is that of CLIP or
 * SigLIP; those of the n-th projection begin with {@code dense.n.}, counted from 0.
 */
public final class SentenceEncoder extends Layer {
    static final String BERT = "bert";
    static final String TEXT = "text";

    /** Begins the names of the parameters of projections, before their number. */
    static final String DENSE = "dense.";

    private final Layer encoder;
    private final List<SentenceStep> steps;
    private final List<Dense> projections = new ArrayList<>();

    /** An encoder whose vectors are scaled to length 1. */
    public SentenceEncoder(Layer encoder) {
        this(encoder, List.of(new SentenceStep.UnitLength()));
    }

    /** @param steps what is done with the vectors of the encoder, in this order */
    public SentenceEncoder(Layer encoder, List<SentenceStep> steps) {
        this.encoder = add(encoder instanceof ClipTextEncoder ? TEXT : BERT, encoder);
        this.steps = List.copyOf(steps);
        for (SentenceStep step : steps) {
            if (step instanceof SentenceStep.Projection map) {
                Dense dense = map.bias() ? Dense.standard(map.in(), map.out()) : Dense.withoutBias(map.in(), map.out());
                projections.add(add(DENSE + projections.size(), dense));
            }
        }
    }

    /** The encoder without the steps. */
    public Layer encoder() {
        return encoder;
    }

    /** The linear layers of the steps, in order. */
    List<Dense> projections() {
        return projections;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray texts, boolean training) {
        NDArray x = apply(encoder, parameters, texts, training);
        int next = 0;
        for (SentenceStep step : steps) {
            x = step instanceof SentenceStep.Projection map
                    ? map.squash().of(apply(projections.get(next++), parameters, x, training))
                    : BertScript.unitLength(x);
        }
        return x;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape[] shapes = encoder.getOutputShapes(inputs);
        for (Dense projection : projections) {
            shapes = projection.getOutputShapes(shapes);
        }
        return shapes;
    }
}
