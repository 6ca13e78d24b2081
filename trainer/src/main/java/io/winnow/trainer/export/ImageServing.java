package io.winnow.trainer.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the files that DJL and DJL Serving read beside the TorchScript file of an image model. */
final class ImageServing {
    private ImageServing() {}

    static void write(Path folder, ModelDescription model) throws IOException {
        Files.writeString(folder.resolve("serving.properties"), properties(model));
        if (model.kind() == ModelDescription.Kind.CLASSIFIER) {
            Files.write(folder.resolve("synset.txt"), model.classes());
        }
    }

    /** Settings for DJL's own translators, which resize an image and convert it to real numbers in [0, 1]. The model normalises it. */
    private static String properties(ModelDescription model) {
        return "engine=PyTorch\n"
                + "option.modelName=model\n"
                + "width=" + model.images().width() + "\n"
                + "height=" + model.images().height() + "\n"
                + "flag=" + (model.images().channels() == 1 ? "GRAYSCALE" : "COLOR") + "\n"
                + "resize=true\n"
                + "toTensor=true\n"
                + (model.kind() == ModelDescription.Kind.CLASSIFIER
                        ? "applySoftmax=false\ntopK="
                                + Math.min(5, model.classes().size())
                                + "\ntranslatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory\n"
                        : "translatorFactory=ai.djl.modality.cv.translator.ImageFeatureExtractorFactory\n");
    }
}
