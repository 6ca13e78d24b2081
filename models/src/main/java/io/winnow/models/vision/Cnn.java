package io.winnow.models.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.BatchNormalization;
import io.winnow.models.layer.Convolution;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.GroupNormalization;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Convolutions, each with a norm, a ReLU and 2x2 max pooling, then a linear layer with a ReLU: (B, C, H, W) to (B, D). */
final class Cnn extends Layer {
    private final CnnOptions options;
    private final List<Convolution> convolutions = new ArrayList<>();
    private final List<Optional<Layer>> norms = new ArrayList<>();
    private final Dense hidden;

    Cnn(CnnOptions options, int inputs) {
        this.options = options;
        int in = inputs;
        for (int out : options.channels()) {
            String number = Integer.toString(convolutions.size() + 1);
            convolutions.add(add("conv" + number, new Convolution(in, out, options.kernel(), 1)));
            norms.add(norm(out).map(norm -> add("norm" + number, norm)));
            in = out;
        }
        int halvings = options.channels().size();
        hidden = add(
                "hidden",
                Dense.standard(in * (options.height() >> halvings) * (options.width() >> halvings), options.hidden()));
    }

    private Optional<Layer> norm(int channels) {
        return switch (options.norm()) {
            case GROUP -> Optional.of(new GroupNormalization(channels, options.groups()));
            case BATCH -> Optional.of(new BatchNormalization(channels));
            case NONE -> Optional.empty();
        };
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray images, boolean training) {
        NDArray x = ResnetScript.channelsLast(images);
        for (int i = 0; i < convolutions.size(); i++) {
            x = apply(convolutions.get(i), parameters, x, training);
            if (norms.get(i).isPresent()) {
                x = apply(norms.get(i).get(), parameters, x, training);
            }
            x = x.getNDArrayInternal()
                    .relu()
                    .getNDArrayInternal()
                    .maxPool(new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false);
        }
        return Precision.full(apply(hidden, parameters, CnnScript.flat(x), training)
                .getNDArrayInternal()
                .relu());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), options.hidden())};
    }
}
