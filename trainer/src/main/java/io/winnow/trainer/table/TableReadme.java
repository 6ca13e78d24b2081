package io.winnow.trainer.table;

import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelDescription;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the README of a bundle with a table encoder. */
final class TableReadme {
    private TableReadme() {}

    static String of(ModelDescription model, TableModelInput input, TableIds ids, Set<ExportFormat> formats) {
        boolean words = input instanceof TableModelInput.Words;
        StringBuilder text = new StringBuilder("# " + model.run()
                + String.format(
                        Locale.ROOT,
                        """


                `model` computes vectors (batch, %d) of tables. `score` takes the vectors of two tables, `a` and `b`, and returns their
                `distance` and the `probability` that they are similar (both of shape (batch)). The inputs of `model` are %s, %s.

                %s

                `calibration.json` contains the distance up to which two tables count as similar (`threshold`). It also contains points from
                which the expected grade in [0, 1] is interpolated: `numpy.interp(distance, grade["distances"], grade["scores"])`.
                `MODEL_CARD.md` describes the model and its limits. `parity.json` compares the outputs of each file with those of the trained
                model.
                """,
                        model.dimension(),
                        ids.inputs().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")),
                        input.shape(),
                        input.reading()));
        String inputs = String.join(", ", ids.inputs());
        if (formats.contains(ExportFormat.TORCHSCRIPT)) {
            text.append(String.format(Locale.ROOT, """

                    ## TorchScript

                    The files run on PyTorch 1.13 and later. They were tested on PyTorch 2.7.1, in DJL.

                        import torch
                        model = torch.jit.load("torchscript/model.pt")
                        score = torch.jit.load("torchscript/score.pt")
                        distance, probability = score(model(%s), model(%s))  # the first for one table, the second for another

                    In DJL, you need only `ai.djl:api` and `ai.djl.pytorch:pytorch-engine` (and `ai.djl.huggingface:tokenizers` for subwords):

                        ZooModel<NDList, NDList> model = Criteria.builder()
                                .setTypes(NDList.class, NDList.class)
                                .optModelPath(Path.of("torchscript/model.pt")).optEngine("PyTorch").build().loadModel();

                    In DJL Serving, requests and responses are arrays:

                        djl-serving -m "%s::PyTorch=file:///ABSOLUTE/PATH/torchscript/"
                        curl -X POST http://localhost:8080/predictions/%s -H "Content-Type: tensor/npz" -T ids.npz
                    """, inputs, inputs, model.run(), model.run()));
        }
        if (formats.contains(ExportFormat.ONNX)) {
            text.append(String.format(
                    Locale.ROOT,
                    """

                    ## ONNX (operator set 17)

                        import onnxruntime
                        model = onnxruntime.InferenceSession("onnx/model.onnx")
                        score = onnxruntime.InferenceSession("onnx/score.onnx")
                        a, = model.run(None, {%s})
                        distance, probability = score.run(None, {"a": a, "b": b})
                    """,
                    ids.inputs().stream()
                            .map(name -> "\"" + name + "\": " + name)
                            .collect(Collectors.joining(", "))));
        }
        if (formats.contains(ExportFormat.SAFETENSORS)) {
            text.append("\n## safetensors\n\n");
            text.append(words ? """
                                    `model.safetensors` contains the weights, `config.json` describes their network, and `vocabulary.json`
                                    lists its words. The weights of the LSTMs have PyTorch's names. PyTorch's second bias is 0 and left out.
                                    """ : """
                                    This is a HuggingFace directory of the BERT encoder, without its pooler, which is not used:

                                        from transformers import AutoModel, AutoTokenizer
                                        model = AutoModel.from_pretrained("safetensors")

                                    Winnow reads such a directory with `recipe.encoder.pretrained.directory`. If there is a file
                                    `head.safetensors`, it contains a trained linear correction. With `x` the concatenation of the views' pooled
                                    vectors, each scaled to length 1, the vector of a table is `x + correction.weight x + correction.bias`, scaled
                                    to length 1.
                                    """);
        }
        return text.toString();
    }
}
