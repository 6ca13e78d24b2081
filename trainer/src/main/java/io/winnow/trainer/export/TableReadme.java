package io.winnow.trainer.export;

import java.util.Set;
import java.util.stream.Collectors;

/** The README of a bundle of an encoder of tables. */
final class TableReadme {
    private TableReadme() {}

    static String of(ModelDescription model, TableIds ids, Set<ExportFormat> formats) {
        boolean words = model.tables().words() != null;
        int length = words
                ? model.tables().words().captionWords() + model.tables().words().tableSize()
                : 0;
        String shape = words
                ? "(batch, " + length + ") int32"
                : "(batch, 2, length) int64 each: ids, 0 for padding, and segments";
        StringBuilder text = new StringBuilder("# " + model.run()
                + """


                `model` turns tables into vectors (batch, %d), `score` two tables' vectors, `a` and `b`, into their `distance` and the
                `probability` that they are similar (batch). Inputs of `model`: %s, %s.

                %s

                `calibration.json` holds the distance up to which tables count as similar (`threshold`), and the expected grade in [0, 1] as
                points to interpolate: `numpy.interp(distance, grade["distances"], grade["scores"])`. `MODEL_CARD.md` says what the model is and
                where its limits are, `parity.json` how each file compares with the model that was trained.
                """.formatted(
                        model.dimension(),
                        ids.inputs().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")),
                        shape,
                        model.tables().reading()));
        String inputs = String.join(", ", ids.inputs());
        if (formats.contains(ExportFormat.TORCHSCRIPT)) {
            text.append("""

                    ## TorchScript

                    Its operators are those of PyTorch 1.13 and later; it was run by PyTorch 2.7.1, in DJL.

                        import torch
                        model = torch.jit.load("torchscript/model.pt")
                        score = torch.jit.load("torchscript/score.pt")
                        distance, probability = score(model(%s), model(%s))  # of one table, of another

                    DJL, with `ai.djl:api` and `ai.djl.pytorch:pytorch-engine` alone (subwords: `ai.djl.huggingface:tokenizers`):

                        ZooModel<NDList, NDList> model = Criteria.builder()
                                .setTypes(NDList.class, NDList.class)
                                .optModelPath(Path.of("torchscript/model.pt")).optEngine("PyTorch").build().loadModel();

                    DJL Serving takes and gives arrays:

                        djl-serving -m "%s::PyTorch=file:///ABSOLUTE/PATH/torchscript/"
                        curl -X POST http://localhost:8080/predictions/%s -H "Content-Type: tensor/npz" -T ids.npz
                    """.formatted(inputs, inputs, model.run(), model.run()));
        }
        if (formats.contains(ExportFormat.ONNX)) {
            text.append("""

                    ## ONNX (operator set 17)

                        import onnxruntime
                        model = onnxruntime.InferenceSession("onnx/model.onnx")
                        score = onnxruntime.InferenceSession("onnx/score.onnx")
                        a, = model.run(None, {%s})
                        distance, probability = score.run(None, {"a": a, "b": b})
                    """.formatted(ids.inputs().stream()
                    .map(name -> "\"" + name + "\": " + name)
                    .collect(Collectors.joining(", "))));
        }
        if (formats.contains(ExportFormat.SAFETENSORS)) {
            text.append("\n## safetensors\n\n");
            text.append(words ? """
                                    `model.safetensors` holds weights alone, `config.json` the network that they belong to,
                                    `vocabulary.json` its words. The LSTMs have PyTorch's names, without the second bias, which is 0.
                                    """ : """
                                    A HuggingFace directory of the BERT encoder, without its pooler, which is not used:

                                        from transformers import AutoModel, AutoTokenizer
                                        model = AutoModel.from_pretrained("safetensors")

                                    Winnow reads it by `recipe.encoder.pretrained.directory`. `head.safetensors`, where it is there, holds a linear
                                    correction that was trained: the views' pooled vectors, each of length 1, beside each other are `x`; the vector is
                                    `x + correction.weight x + correction.bias`, scaled to length 1.
                                    """);
        }
        return text.toString();
    }
}
