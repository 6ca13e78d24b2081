package io.winnow.trainer.export;

import io.winnow.trainer.config.Kind;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.vision.EncoderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What lies around the model files: names of the classes, settings for DJL Serving, a README and a model card. */
final class Bundle {
    private Bundle() {}

    static void write(Path folder, Exporter.Report report, FinishedRun run, Set<ExportFormat> formats)
            throws IOException {
        ModelDescription model = report.model();
        boolean classifier = model.kind() == ModelDescription.Kind.CLASSIFIER;
        if (formats.contains(ExportFormat.TORCHSCRIPT)) {
            Path serving = ExportFormat.TORCHSCRIPT.in(folder).getParent();
            Files.writeString(serving.resolve("serving.properties"), servingProperties(model));
            if (classifier) {
                Files.write(serving.resolve("synset.txt"), model.classes());
            }
        }
        if (formats.contains(ExportFormat.SAFETENSORS)) {
            Map<String, Object> config = new LinkedHashMap<>();
            EncoderConfig network = run.encoder().network();
            config.put("kind", network.getClass().getAnnotation(Kind.class).value());
            config.put("encoder", network);
            config.put("model", model);
            Files.writeString(ExportFormat.SAFETENSORS.in(folder).resolveSibling("config.json"), Json.page(config));
        }
        Files.writeString(folder.resolve("README.md"), ReadmeText.of(model, formats));
        Files.writeString(folder.resolve("MODEL_CARD.md"), ModelCard.of(report, run));
    }

    /** DJL's own translators resize and turn an image to real numbers in [0, 1]; the file normalises. */
    private static String servingProperties(ModelDescription model) {
        boolean classifier = model.kind() == ModelDescription.Kind.CLASSIFIER;
        return "engine=PyTorch\n"
                + "option.modelName=model\n"
                + "width=" + model.width() + "\n"
                + "height=" + model.height() + "\n"
                + "flag=" + (model.channels() == 1 ? "GRAYSCALE" : "COLOR") + "\n"
                + "resize=true\n"
                + "toTensor=true\n"
                + (classifier
                        ? "applySoftmax=false\ntopK="
                                + Math.min(5, model.classes().size())
                                + "\ntranslatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory\n"
                        : "translatorFactory=ai.djl.modality.cv.translator.ImageFeatureExtractorFactory\n");
    }
}
