package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TextTower;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.util.List;

/**
 * A classifier without training: the classes are texts, and an item belongs to the class whose text fits it best (Radford et al. 2021,
 * section 3.1).
 */
public final class ZeroShotModel implements TrainedModel {
    private final TrainedModel model;
    private final TextTower tower;
    private final NDArray texts;
    private final ModelOutput output;

    private ZeroShotModel(TrainedModel model, TextTower tower, NDArray texts, ModelOutput output) {
        this.model = model;
        this.tower = tower;
        this.texts = texts;
        this.output = output;
    }

    /**
     * Makes a classifier of an encoder, which is closed with the result.
     *
     * @param name name of the model in messages
     * @param classes the classes: their labels, and their names in texts
     * @param templates what is said of an item of a class
     * @param manager manager to which the vectors of the classes are attached
     * @throws UserException if no encoder of texts belongs to the model
     */
    public static ZeroShotModel of(
            TrainedModel model, String name, List<ClassInfo> classes, Templates templates, NDManager manager)
            throws IOException {
        TextTower tower = model.texts()
                .orElseThrow(() ->
                        new UserException("--labels needs a model that has an encoder of texts as well, such as the"
                                + " folder of a CLIP or SigLIP model with tokenizer.json, but " + name + " has none."));
        NDArray texts =
                templates.embed(tower, classes.stream().map(ClassInfo::name).toList(), manager);
        List<String> labels = classes.stream().map(ClassInfo::label).toList();
        return new ZeroShotModel(
                model,
                tower,
                texts,
                new ModelOutput(
                        ModelOutput.Kind.CLASSIFIER,
                        labels.size(),
                        Targets.of(new ClassLabels(new int[0], labels)).orElseThrow()));
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
            NDArray fit = tower.probabilities(model.run(items, examples, maxCorrupt, scope), texts);
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
