package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;

/**
 * The trained vectors of a soft prompt, see {@link SoftPromptOptions}: (layers, P, D), of one layer or of all. Puts those of the first layer
 * behind the first token of texts, (B, L, D) to (B, P + L, D).
 */
public final class SoftPrompt extends Layer {
    private static final String NAME = "prompt";

    private final SoftPromptOptions options;
    private final Parameter vectors;

    /** @param layers number of transformer layers of the encoder */
    SoftPrompt(SoftPromptOptions options, int layers, int width) {
        this.options = options;
        vectors = parameter(
                "vectors",
                Parameter.Type.WEIGHT,
                new Shape(options.deep() ? layers : 1, options.length(), width),
                BertEncoder.WEIGHTS);
    }

    /** Name of the prompt among the parts of its encoder. */
    static String name() {
        return NAME;
    }

    /** Whether a name is that of a parameter of a prompt. */
    public static boolean owns(String parameter) {
        return parameter.matches("(.*\\.)?" + NAME + "\\.vectors");
    }

    SoftPromptOptions options() {
        return options;
    }

    /** Returns texts (B, 2, L) with places for the prompt (B, 2, P + L). */
    NDArray places(NDArray texts) {
        return BertScript.withPlaces(texts, options.length());
    }

    /** Returns x (B, P + L, D) with the vectors of a layer at the places of the prompt. */
    NDArray replaced(ParameterStore parameters, NDArray x, int layer, boolean training) {
        return BertScript.replacePrompt(
                x, parameters.getValue(vectors, x.getDevice(), training), layer, options.length() + 1);
    }

    /** Returns what enters a layer above the first: x (B, P + L, D) itself unless the layer has vectors of its own. */
    NDArray entering(ParameterStore parameters, NDArray x, int layer, boolean training) {
        return layer > 0 && options.deep() ? replaced(parameters, x, layer, training) : x;
    }

    /** Returns x (B, P + L, D) without the places of the prompt (B, L, D). */
    NDArray without(NDArray x) {
        return BertScript.withoutPrompt(x, options.length() + 1);
    }

    /** Replaces the vectors of a layer of an initialised prompt. */
    void set(int layer, NDArray own) {
        BertScript.setLayer(vectors.getArray(), layer, own);
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        return BertScript.insertPrompt(x, parameters.getValue(vectors, x.getDevice(), training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape x = inputs[0];
        return new Shape[] {new Shape(x.get(0), x.get(1) + options.length(), x.get(2))};
    }
}
