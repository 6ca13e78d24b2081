package io.winnow.models.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Initialization;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.FlopCount;

/**
 * A classifier of COMIC (Zhang et al., ICCV 2023; comic.md, section 3.3), which follows Tang et al. (NeurIPS 2020): representation and weights
 * are cut into K groups of elements, and the logit of a class is {@code scale / K} times the sum over the groups of {@code w . f / ((|w| + eta)
 * |f|)}: (B, in) to (B, out).
 */
public final class GroupedCosineHead extends Layer {
    private final Parameter weight;
    private final int in;
    private final double scale;
    private final int groups;
    private final double eta;

    /**
     * @param in length of the representation, a multiple of the number of groups
     * @param out number of classes
     * @param scale largest size of a logit, above 0
     * @param eta what is added to the lengths of weights, above 0: short weights give small logits
     */
    public GroupedCosineHead(int in, int out, double scale, int groups, double eta) {
        if (in % groups != 0) {
            throw new IllegalArgumentException(
                    in + " elements cannot be cut into " + groups + " groups of equal size.");
        }
        weight = parameter(
                "weight", Parameter.Type.WEIGHT, new Shape(out, in), Initialization.uniform(1 / Math.sqrt(in)));
        this.in = in;
        this.scale = scale;
        this.groups = groups;
        this.eta = eta;
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray x, boolean training) {
        NDArray own = parameters.getValue(weight, x.getDevice(), training);
        FlopCount.addLinear(x, own.getShape().get(0));
        return CosineScript.grouped(x, own, scale / groups, in / groups, in, eta);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), weight.getShape().get(0))};
    }
}
