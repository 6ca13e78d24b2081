package io.winnow.trainer.modality;

import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelDescription;
import java.util.Set;

/** Writes the README of a bundle with a model of examples. */
final class ExampleReadme {
    private ExampleReadme() {}

    static String of(ModelDescription model, Serving serving, Set<ExportFormat> formats) {
        StringBuilder text = new StringBuilder("# " + model.run()
                + """


                `model` takes `%s` %s and returns `%s` (batch, %d).%s

                %s

                `MODEL_CARD.md` describes the model and its limits. `parity.json` compares the outputs of each file with those of the trained
                model.
                """.formatted(
                                serving.input(),
                                serving.shape(),
                                model.kind().output(),
                                model.dimension(),
                                model.target() == null
                                        ? ""
                                        : " `model.json` lists their names in the same order, in `target.names`.",
                                serving.reading()));
        boolean tokens = serving.variableLength();
        if (formats.contains(ExportFormat.ONNX)) {
            text.append("""

                    ## ONNX (operator set 17), in Java without Python

                    With `com.microsoft.onnxruntime:onnxruntime`%s:

                    %s        OrtEnvironment environment = OrtEnvironment.getEnvironment();
                            try (OrtSession session = environment.createSession("onnx/model.onnx");
                                    OnnxTensor input = OnnxTensor.createTensor(environment, batch);
                                    OrtSession.Result result = session.run(Map.of("%s", input))) {
                                float[][] output = (float[][]) result.get(0).getValue();
                            }
                    """.formatted(
                            tokens ? " and `ai.djl.huggingface:tokenizers`" : "",
                            tokens ? """
                                    HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(Path.of("tokenizer.json"));
                                    Encoding encoding = tokenizer.encode("a text");
                                    long[][][] batch = {{encoding.getIds(), encoding.getTypeIds()}};
                            """ : "        float[][] batch = {{ /* a row */ }};\n",
                            serving.input()));
        }
        if (formats.contains(ExportFormat.TORCHSCRIPT)) {
            text.append("""

                    ## TorchScript

                    The file runs on PyTorch 1.13 and later. It was tested on PyTorch 2.7.1, in DJL.

                        import torch
                        model = torch.jit.load("torchscript/model.pt")
                        output = model(%s)

                    In DJL, you need only `ai.djl:api` and `ai.djl.pytorch:pytorch-engine`:

                        ZooModel<NDList, NDList> model = Criteria.builder()
                                .setTypes(NDList.class, NDList.class)
                                .optModelPath(Path.of("torchscript/model.pt")).optEngine("PyTorch").build().loadModel();
                    """.formatted(serving.input()));
        }
        if (formats.contains(ExportFormat.SAFETENSORS)) {
            text.append("""

                    ## safetensors

                    `model.safetensors` contains the weights, and `config.json` describes their network.
                    """);
        }
        return text.toString();
    }
}
