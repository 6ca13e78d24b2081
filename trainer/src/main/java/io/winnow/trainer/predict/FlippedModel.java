package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * A classifier whose prediction is the mean of its predictions for an item and for the mirror image of the item. Predictions are averaged,
 * not logits: the mean of two predictions is a prediction for every target, such as probabilities that sum to 1, and exported models give
 * nothing else.
 */
public final class FlippedModel implements TrainedModel {
    private final TrainedModel model;
    private final UnaryOperator<Dataset<?>> mirror;

    private FlippedModel(TrainedModel model, UnaryOperator<Dataset<?>> mirror) {
        this.model = model;
        this.mirror = mirror;
    }

    /**
     * Wraps a model, which is closed with the result.
     *
     * @param name name of the model in messages
     * @throws UserException if its items have no mirror images, or if it is not a classifier
     */
    public static FlippedModel of(TrainedModel model, String name) {
        if (model.reader().mirror().isEmpty() || model.output().kind() != ModelOutput.Kind.CLASSIFIER) {
            throw new UserException(
                    "--flip can only be used for a classifier of images, because it averages the predictions"
                            + " for an image and its mirror image, but " + name + " is "
                            + (model.output().kind() == ModelOutput.Kind.CLASSIFIER ? "a model" : "an encoder") + " of "
                            + model.reader().unit() + ". Leave it out.");
        }
        return new FlippedModel(model, model.reader().mirror().orElseThrow());
    }

    @Override
    public ModelOutput output() {
        return model.output();
    }

    @Override
    public ItemReader<?> reader() {
        return model.reader();
    }

    @Override
    public NDArray run(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            NDArray plain = model.run(items, examples, maxCorrupt, scope);
            NDArray mirrored = model.run(mirror.apply(items), examples, maxCorrupt, scope);
            NDArray mean = plain.add(mirrored).mul(0.5f);
            mean.attach(manager);
            return mean;
        }
    }

    @Override
    public String digest() throws IOException {
        return model.digest();
    }

    @Override
    public void close() {
        model.close();
    }
}
