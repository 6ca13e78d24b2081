package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.target.Target;
import java.io.IOException;

/**
 * A classifier whose decisions are made by another target, such as one with thresholds.
 *
 * @param model the classifier, which the caller closes
 * @param target the target
 */
public record TunedModel(TrainedModel model, Target target) implements TrainedModel {
    @Override
    public ModelOutput output() {
        return new ModelOutput(model.output().kind(), model.output().dimension(), target);
    }

    @Override
    public ItemReader<?> reader() {
        return model.reader();
    }

    @Override
    public NDArray run(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) throws IOException {
        return model.run(items, examples, maxCorrupt, manager);
    }

    @Override
    public String digest() throws IOException {
        return model.digest();
    }

    @Override
    public void close() {}
}
