package io.winnow.trainer.modality;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.example.Dataset;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.MeanOfPlaces;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.model.PlaceClassifier;
import io.winnow.trainer.run.UserException;

/**
 * Applies the linear head of a classifier to each place of the feature map of which its encoder returns the mean (Yun et al., CVPR 2021,
 * section 3.1 of relabel.md). Nothing is trained.
 */
public final class PlaceNetwork implements PlaceClassifier {
    private static final int BATCH = 64;

    private final EncoderWithHead network;
    private final MeanOfPlaces encoder;
    private final ParameterArena parameters;
    private final Preprocessing input;

    private PlaceNetwork(
            EncoderWithHead network, MeanOfPlaces encoder, ParameterArena parameters, Preprocessing input) {
        this.network = network;
        this.encoder = encoder;
        this.parameters = parameters;
        this.input = input;
    }

    /**
     * Opens the places of a network.
     *
     * @param network network of a classifier
     * @throws UserException if its head is not a linear layer on the mean over the places of a feature map
     */
    public static PlaceNetwork of(Layer network, ParameterArena parameters, Preprocessing input) {
        if (!(network instanceof EncoderWithHead whole)) {
            throw new UserException(
                    "Places of images can only be scored by a classifier, but this model has no class head."
                            + " Name a run that trained a classifier, or a published model with classes.");
        }
        if (!(whole.encoder() instanceof MeanOfPlaces encoder)) {
            throw new UserException(
                    "Places of images can only be scored by an encoder whose output is the plain mean over the places,"
                            + " such as a ResNet; found " + name(whole.encoder())
                            + ", which has other layers in between. Name another teacher.");
        }
        if (!(whole.head() instanceof Dense)) {
            throw new UserException("Places of images can only be scored by a linear head, but that of this model is "
                    + name(whole.head())
                    + ". Train the teacher with a loss that has a linear head, such as cross_entropy.");
        }
        return new PlaceNetwork(
                whole, encoder, parameters, input.ofCentredPart().orElse(input));
    }

    private static String name(Layer layer) {
        return layer.getClass().getSimpleName();
    }

    @Override
    public NDArray logits(Dataset<?> items, int[] examples, NDManager manager) {
        long[] shape = new long[3];
        try (Autograd.Recording pause = Autograd.pause()) {
            NDArray flat = input.map(items, examples, BATCH, 0, manager, batch -> {
                NDArray map = logits(batch);
                System.arraycopy(map.getShape().getShape(), 1, shape, 0, shape.length);
                return map.reshape(map.getShape().get(0), -1);
            });
            return flat.reshape(examples.length, shape[0], shape[1], shape[2]);
        }
    }

    /** The head on each place: (B, .., H, W) to (B, C, h, w). */
    private NDArray logits(NDArray images) {
        ParameterStore store = parameters.bind(images.getManager());
        NDArray features = encoder.featureMap(store, images, false).transpose(0, 2, 3, 1);
        return network.head()
                .forward(store, new NDList(features), false)
                .singletonOrThrow()
                .transpose(0, 3, 1, 2);
    }
}
