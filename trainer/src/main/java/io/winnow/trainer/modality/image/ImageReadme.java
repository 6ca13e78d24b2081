package io.winnow.trainer.modality.image;

import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.ModelOutput;
import java.util.Locale;
import java.util.Set;

/** Writes the README of a bundle with an image model. */
final class ImageReadme {
    private ImageReadme() {}

    static String of(ModelDescription model, ImagePreprocessing images, Set<ExportFormat> formats) {
        String shape = "(batch, " + images.channels() + ", " + images.height() + ", " + images.width() + ")";
        String output = model.kind().output();
        String outputs = String.join(", ", model.output().outputs());
        StringBuilder text = new StringBuilder("# ")
                .append(model.run())
                .append("\n\nThe model takes images ")
                .append(shape)
                .append(" and returns ")
                .append(output)
                .append(" (batch, ")
                .append(model.dimension())
                .append(
                        switch (model.kind()) {
                            case CLASSIFIER ->
                                "). `model.json` lists their names in the same order, in `target.names`. "
                                        + model.target().reading()
                                        + "\n";
                            case CENTERS ->
                                "): one for each class center of the training. The nearest centers have the highest"
                                        + " values.\n";
                            default -> ").\n";
                        })
                .append("The model normalises the images itself, but does not resize them: ")
                .append(images.resizing())
                .append("\n"
                        + "The batch may have any size. `MODEL_CARD.md` describes the model and its limits."
                        + " `parity.json` compares the outputs of each file with those of the trained model.\n");
        if (formats.contains(ExportFormat.TORCHSCRIPT)) {
            text.append(String.format(Locale.ROOT, """

                ## TorchScript

                The file runs on PyTorch 1.13 and later. It was tested on PyTorch 2.7.1, in DJL. The images are `uint8`, or real numbers in [0, 1].

                    import torch
                    model = torch.jit.load("torchscript/model.pt")
                    %s = model(torch.zeros(1, %d, %d, %d, dtype=torch.uint8))
                """, outputs, images.channels(), images.height(), images.width()));
            text.append(model.output().abstention() == null ? translated(model) : """

                In DJL and DJL Serving, requests and responses are lists of arrays (`NDList`): DJL's translators for images take no model
                with two outputs.
                """);
        }
        if (formats.contains(ExportFormat.ONNX)) {
            text.append(String.format(
                    Locale.ROOT,
                    """

                ## ONNX (operator set 17)

                The input is `images` (`uint8`), the output `%s` (`float32`)%s.

                    import numpy, onnxruntime
                    session = onnxruntime.InferenceSession("onnx/model.onnx")
                    %s = session.run(None, {"images": numpy.zeros((1, %d, %d, %d), numpy.uint8)})
                """,
                    output,
                    model.output().abstention() == null ? "" : ", and `accepted` (`bool`)",
                    model.output().abstention() == null ? output + "," : outputs,
                    images.channels(),
                    images.height(),
                    images.width()));
        }
        if (formats.contains(ExportFormat.SAFETENSORS)) {
            text.append("""

                ## safetensors

                `model.safetensors` contains the weights, and `config.json` describes their network. The names are those of torchvision's
                ResNet (`conv1`, `bn1`, `layer1.0.conv1`, `layer2.0.downsample.0`) and of timm's Vision Transformer
                (`patch_embed`, `pos_embed`, `blocks.0.attn.qkv`, `norm`). In a classifier, these names have the prefix `encoder.`, and
                the linear layer is `head.weight` and `head.bias`. In a model with class centers, each row of `head.weight` is a center,
                and the names of the encoder have the prefix `encoder.`, or `encoder.encoder.` if there is a projection head. The patches
                that `patch_embed.weight` is applied to are flattened in the order (channels, rows, columns).

                    from safetensors.torch import load_file
                    weights = load_file("safetensors/model.safetensors")
                """);
        }
        return text.toString();
    }

    /** How DJL and DJL Serving use a model with one output: with their own translators. */
    private static String translated(ModelDescription model) {
        return String.format(
                Locale.ROOT,
                """

            In DJL, you need only `ai.djl:api` and `ai.djl.pytorch:pytorch-engine`; all settings are in `serving.properties` beside the file:

                %s model = Criteria.builder()
                        .setTypes(Image.class, %s.class)
                        .optModelPath(Path.of("torchscript")).build().loadModel();

            In DJL Serving:

                djl-serving -m "%s::PyTorch=file:///ABSOLUTE/PATH/torchscript/"
                curl -X POST http://localhost:8080/predictions/%s -T image.png

            DJL scales an image to the model's size without cropping it first and without antialiasing. Give it images that
            already have the right aspect ratio and about the right size.
            """,
                model.kind() == ModelOutput.Kind.CLASSIFIER
                        ? "ZooModel<Image, Classifications>"
                        : "ZooModel<Image, float[]>",
                model.kind() == ModelOutput.Kind.CLASSIFIER ? "Classifications" : "float[]",
                model.run(),
                model.run());
    }
}
