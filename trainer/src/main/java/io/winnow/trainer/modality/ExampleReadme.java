package io.winnow.trainer.modality;

import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelDescription;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the README of a bundle with a model of examples. */
final class ExampleReadme {
    private ExampleReadme() {}

    static String of(ModelDescription model, Serving serving, Set<ExportFormat> formats) {
        StringBuilder text = new StringBuilder("# " + model.run()
                + String.format(
                        Locale.ROOT,
                        """


                `model` takes %s and returns `%s` (batch, %d)%s.%s

                %s

                `MODEL_CARD.md` describes the model and its limits. `parity.json` compares the outputs of each file with those of the trained
                model.
                """,
                        serving.inputs().stream()
                                .map(each -> "`" + each.name() + "` " + each.shape())
                                .collect(Collectors.joining(" and ")),
                        model.kind().output(),
                        model.dimension(),
                        model.output().abstention() == null ? "" : " and `accepted` (batch, 1)",
                        model.target() == null
                                ? ""
                                : " `model.json` lists their names in the same order, in `target.names`. "
                                        + model.target().reading(),
                        serving.reading()));
        boolean tokens = serving.inputs().stream().anyMatch(ServedInput::tokens);
        if (formats.contains(ExportFormat.ONNX)) {
            text.append(String.format(
                    Locale.ROOT,
                    """

                ## ONNX (operator set 17), in Java without Python

                With `com.microsoft.onnxruntime:onnxruntime`%s:

                %s        OrtEnvironment environment = OrtEnvironment.getEnvironment();
                        try (OrtSession session = environment.createSession("onnx/model.onnx");
                %s                OrtSession.Result result = session.run(Map.of(%s))) {
                            float[][] output = (float[][]) result.get(0).getValue();
                        }
                """,
                    tokens ? " and `ai.djl.huggingface:tokenizers`" : "",
                    each(serving, ExampleReadme::example),
                    each(serving, ExampleReadme::tensor),
                    serving.inputs().stream()
                            .map(each -> "\"" + each.name() + "\", " + each.name() + "Tensor")
                            .collect(Collectors.joining(", "))));
        }
        if (formats.contains(ExportFormat.TORCHSCRIPT)) {
            text.append(String.format(
                    Locale.ROOT,
                    """

                ## TorchScript

                The file runs on PyTorch 1.13 and later. It was tested on PyTorch 2.7.1, in DJL.

                    import torch
                    model = torch.jit.load("torchscript/model.pt")
                    %s = model(%s)

                In DJL, you need only `ai.djl:api` and `ai.djl.pytorch:pytorch-engine`:

                    ZooModel<NDList, NDList> model = Criteria.builder()
                            .setTypes(NDList.class, NDList.class)
                            .optModelPath(Path.of("torchscript/model.pt")).optEngine("PyTorch").build().loadModel();

                In DJL Serving, which reads `torchscript/serving.properties`, a request is an `NDList` with the arrays of one example, without
                the axis of the batch. Requests that arrive at about the same time are computed in one batch.
                """,
                    String.join(", ", model.output().outputs()),
                    serving.inputs().stream().map(ServedInput::name).collect(Collectors.joining(", "))));
        }
        if (formats.contains(ExportFormat.SAFETENSORS)) {
            text.append("""

                ## safetensors

                `model.safetensors` contains the weights, and `config.json` describes their network.
                """);
        }
        return text.toString();
    }

    private static String each(Serving serving, Function<ServedInput, String> line) {
        return serving.inputs().stream().map(line).collect(Collectors.joining());
    }

    private static String example(ServedInput input) {
        return input.tokens()
                ? String.format(Locale.ROOT, """
                        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(Path.of("tokenizer.json"));
                        Encoding encoding = tokenizer.encode("a text");
                        long[][][] %s = {{encoding.getIds(), encoding.getTypeIds()}};
                """, input.name())
                : "        float[][] " + input.name() + " = {{ /* a row */ }};\n";
    }

    private static String tensor(ServedInput input) {
        return "                OnnxTensor " + input.name() + "Tensor = OnnxTensor.createTensor(environment, "
                + input.name() + ");\n";
    }
}
