package io.winnow.trainer.export;

import java.util.Set;

/** The README of a bundle of a model of images. */
final class ImageReadme {
    private ImageReadme() {}

    static String of(ModelDescription model, Set<ExportFormat> formats) {
        String shape = "(batch, " + model.images().channels() + ", "
                + model.images().height() + ", " + model.images().width() + ")";
        String output = model.kind().output();
        StringBuilder text = new StringBuilder("# ")
                .append(model.run())
                .append("\n\nFrom images ")
                .append(shape)
                .append(" to ")
                .append(output)
                .append(" (batch, ")
                .append(model.dimension())
                .append(
                        switch (model.kind()) {
                            case CLASSIFIER -> "), softmax included; `model.json` names the classes in order.\n";
                            case CENTERS ->
                                "), one for each class center of the training: the highest are the nearest.\n";
                            default -> ").\n";
                        })
                .append("Normalisation is in the model. Resizing is not: ")
                .append(model.images().resize())
                .append(
                        "\nThe batch may have any size. `MODEL_CARD.md` says what the model is and where its limits are,"
                                + " `parity.json` how each file compares with the model that was trained.\n");
        if (formats.contains(ExportFormat.TORCHSCRIPT)) {
            text.append("""

                    ## TorchScript

                    Its operators are those of PyTorch 1.13 and later; it was run by PyTorch 2.7.1, in DJL. The images are `uint8`, or real numbers in [0, 1].

                        import torch
                        model = torch.jit.load("torchscript/model.pt")
                        %s = model(torch.zeros(1, %d, %d, %d, dtype=torch.uint8))

                    DJL, with `ai.djl:api` and `ai.djl.pytorch:pytorch-engine` alone; `serving.properties` beside the file does the rest:

                        %s model = Criteria.builder()
                                .setTypes(Image.class, %s.class)
                                .optModelPath(Path.of("torchscript")).build().loadModel();

                    DJL Serving:

                        djl-serving -m "%s::PyTorch=file:///ABSOLUTE/PATH/torchscript/"
                        curl -X POST http://localhost:8080/predictions/%s -T image.png

                    DJL scales an image to the size without cropping it first and without antialiasing. Give it images that have the
                    aspect already, and about the size.
                    """.formatted(
                            output,
                            model.images().channels(),
                            model.images().height(),
                            model.images().width(),
                            model.kind() == ModelDescription.Kind.CLASSIFIER
                                    ? "ZooModel<Image, Classifications>"
                                    : "ZooModel<Image, float[]>",
                            model.kind() == ModelDescription.Kind.CLASSIFIER ? "Classifications" : "float[]",
                            model.run(),
                            model.run()));
        }
        if (formats.contains(ExportFormat.ONNX)) {
            text.append("""

                    ## ONNX (operator set 17)

                    Input `images`, `uint8`; output `%s`, `float32`.

                        import numpy, onnxruntime
                        session = onnxruntime.InferenceSession("onnx/model.onnx")
                        %s, = session.run(None, {"images": numpy.zeros((1, %d, %d, %d), numpy.uint8)})
                    """.formatted(
                            output,
                            output,
                            model.images().channels(),
                            model.images().height(),
                            model.images().width()));
        }
        if (formats.contains(ExportFormat.SAFETENSORS)) {
            text.append("""

                    ## safetensors

                    `model.safetensors` holds weights alone, `config.json` the network that they belong to. Names are those of torchvision's
                    ResNet (`conv1`, `bn1`, `layer1.0.conv1`, `layer2.0.downsample.0`) and of timm's Vision Transformer
                    (`patch_embed`, `pos_embed`, `blocks.0.attn.qkv`, `norm`). A classifier has them after `encoder.`, and `head.weight`,
                    `head.bias`. With class centers, a row of `head.weight` each, they come after `encoder.` or, where there is a projection
                    head, `encoder.encoder.`. A patch of `patch_embed.weight` is flattened (channels, rows, columns).

                        from safetensors.torch import load_file
                        weights = load_file("safetensors/model.safetensors")
                    """);
        }
        return text.toString();
    }
}
