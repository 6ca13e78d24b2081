package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TextTower;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A classifier without training: the classes are texts, and an item belongs to the class whose text fits it best (Radford et al. 2021,
 * section 3.1).
 */
public final class ZeroShotModel implements TrainedModel {
    private final TrainedModel model;
    private final TextTower tower;
    private final NDArray texts;
    private final boolean several;
    private final ModelOutput output;

    private ZeroShotModel(TrainedModel model, TextTower tower, NDArray texts, boolean several, ModelOutput output) {
        this.model = model;
        this.several = several;
        this.tower = tower;
        this.texts = texts;
        this.output = output;
    }

    /**
     * Makes a classifier of an encoder, which is closed with the result.
     *
     * @param name name of the model in messages
     * @param classes the classes and their texts
     * @param several whether an item may have any number of classes, each with a probability of its own
     * @param manager manager to which the vectors of the classes are attached
     * @throws UserException if no encoder of texts belongs to the model, or if it cannot say that several classes fit
     */
    public static ZeroShotModel of(
            TrainedModel model, String name, ClassVectors classes, boolean several, NDManager manager)
            throws IOException {
        TextTower tower = model.texts()
                .orElseThrow(() -> new UserException(
                        "--labels needs a model that has an encoder of texts, such as an encoder of texts"
                                + " itself or the folder of a CLIP or SigLIP model with tokenizer.json, but " + name
                                + " has none."));
        Descriptions described = classes.of(tower, Set.of(), manager);
        List<String> labels = described.labels();
        return new ZeroShotModel(
                model,
                tower,
                described.array(manager),
                several,
                new ModelOutput(
                        ModelOutput.Kind.CLASSIFIER,
                        labels.size(),
                        Targets.of(several ? new ClassSets(new int[0][], labels) : new ClassLabels(new int[0], labels))
                                .orElseThrow()));
    }

    @Override
    public ModelOutput output() {
        return output;
    }

    @Override
    public ItemReader<?> reader() {
        return model.reader();
    }

    @Override
    public NDArray run(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) throws IOException {
        try (Autograd.Recording pause = Autograd.pause();
                NDManager scope = manager.newSubManager()) {
            NDArray vectors = model.run(items, examples, maxCorrupt, scope);
            NDArray fit = several
                    ? tower.independent(vectors, texts)
                            .orElseThrow(() -> new UserException(
                                    "--expected-labels can only be used with an encoder of texts. Leave it out."))
                    : tower.probabilities(vectors, texts);
            fit.attach(manager);
            return fit;
        }
    }

    @Override
    public String digest() throws IOException {
        return model.digest();
    }

    @Override
    public void close() {
        texts.close();
        model.close();
    }
}
