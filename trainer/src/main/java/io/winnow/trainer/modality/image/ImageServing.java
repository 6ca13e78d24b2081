package io.winnow.trainer.modality.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.modality.ServedInput;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.modality.ServingProperties;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.ModelOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Serving of models of images, which take images of bytes, or of real numbers in [0, 1], and normalise them. */
record ImageServing(ImagePreprocessing preprocessing) implements Serving {
    @Override
    public List<ServedInput> inputs() {
        return List.of(new ServedInput(
                "images",
                "(batch, " + preprocessing.channels() + ", " + preprocessing.height() + ", " + preprocessing.width()
                        + ") uint8"));
    }

    @Override
    public String reading() {
        return "The model normalises the images itself, but does not resize them: " + preprocessing.resizing();
    }

    @Override
    public Optional<Normalisation> normalisation() {
        return Optional.of(new Normalisation() {
            @Override
            public Map<String, NDArray> constants(NDManager manager) {
                Map<String, NDArray> constants = new LinkedHashMap<>();
                constants.put("preprocessing.mean", channelwise(preprocessing.mean(), manager));
                constants.put("preprocessing.std", channelwise(preprocessing.std(), manager));
                return constants;
            }

            @Override
            public NDArray recorded(NDArray images, List<NDArray> constants) {
                return PreprocessScript.normalised(images, constants.get(0), constants.get(1));
            }

            @Override
            public NDArray live(NDArray images) {
                return preprocessing.plain().apply(images, 0);
            }
        });
    }

    private static NDArray channelwise(List<Float> values, NDManager manager) {
        return NDArrays.concat(new NDList(values.stream()
                        .map(manager::create)
                        .map(each -> each.reshape(1))
                        .toArray(NDArray[]::new)))
                .reshape(new Shape(1, values.size(), 1, 1));
    }

    @Override
    public void write(Path bundle, ModelDescription model, Set<ExportFormat> formats) throws IOException {
        ServingProperties.write(bundle, formats, properties(model.output()));
        if (formats.contains(ExportFormat.TORCHSCRIPT) && model.kind() == ModelOutput.Kind.CLASSIFIER) {
            Files.write(
                    ExportFormat.TORCHSCRIPT.in(bundle).resolveSibling("synset.txt"),
                    model.output().lines());
        }
    }

    /** Settings for DJL's own translators, which resize an image and convert it to real numbers in [0, 1]. The model normalises it. */
    private String properties(ModelOutput output) {
        if (output.abstention() != null) {
            return ServingProperties.singleExamples(false); // these translators take no second output
        }
        return "width=" + preprocessing.width() + "\n"
                + "height=" + preprocessing.height() + "\n"
                + "flag=" + (preprocessing.channels() == 1 ? "GRAYSCALE" : "COLOR") + "\n"
                + "resize=true\n"
                + "toTensor=true\n"
                + ServingProperties.BATCHING
                + (output.kind() == ModelOutput.Kind.CLASSIFIER
                        ? "applySoftmax=false\ntopK="
                                + Math.min(5, output.names().size())
                                + "\n"
                                + "translatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory\n"
                        : "translatorFactory=ai.djl.modality.cv.translator.ImageFeatureExtractorFactory\n");
    }

    @Override
    public String readme(ModelDescription model, Set<ExportFormat> formats) {
        return ImageReadme.of(model, preprocessing, formats);
    }
}
