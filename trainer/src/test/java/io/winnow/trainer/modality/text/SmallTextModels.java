package io.winnow.trainer.modality.text;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.BlockOptions;
import io.winnow.models.layer.FeedForward;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.text.BertFamily;
import io.winnow.models.text.BertOptions;
import io.winnow.models.text.ClipTextFamily;
import io.winnow.models.text.ClipTextOptions;
import io.winnow.models.text.ClipTokenizer;
import io.winnow.models.text.EndOfText;
import io.winnow.models.text.MiniLm;
import io.winnow.models.text.TextOptions;
import io.winnow.models.text.TextPooling;
import io.winnow.models.text.TokenPlaces;
import io.winnow.trainer.recipe.tabsim.SmallBert;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Small random text encoders of all families, in the directories of their libraries. */
final class SmallTextModels {
    static final List<String> NAMES = List.of("sentence-transformers", "roberta", "mpnet", "clip", "siglip");

    private static final int WORDS = 30_522;
    private static final int CONTEXT = 24;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SmallTextModels() {}

    /** Writes a model; those of the BERT family have MiniLM's tokenizer, and the others one of single bytes. */
    static Path write(String name, Path directory) throws IOException {
        Engine.getInstance().setRandomSeed(7);
        return switch (name) {
            case "sentence-transformers" -> sentenceTransformers(directory);
            case "roberta" -> bert(BertFamily.ROBERTA, 1, TokenPlaces.roberta(1), directory);
            case "mpnet" -> bert(BertFamily.MPNET, 0, TokenPlaces.mpnet(1), directory);
            case "clip" -> clip(ClipTextFamily.CLIP, true, new EndOfText.LargestId(), false, directory);
            default -> clip(ClipTextFamily.SIGLIP, false, new EndOfText.LastPlace(), true, directory);
        };
    }

    private static Path bert(BertFamily family, int segments, TokenPlaces places, Path directory) throws IOException {
        BertOptions options =
                new BertOptions(WORDS, 16, 2, 2, 32, 40, segments, Activation.GELU, 1e-5, 0.1, 0.1, places);
        try (NDManager manager = NDManager.newBaseManager();
                InputStream tokenizer = MiniLm.tokenizer()) {
            Layer network = options.build(TextPooling.MEAN, Precision.FLOAT32);
            HuggingFaceDirectory.write(
                    directory,
                    family.config(options, family.layout()).orElseThrow(),
                    family.layout().write(random(network, manager)),
                    tokenizer);
        }
        return directory;
    }

    private static Path clip(ClipTextFamily family, boolean causal, EndOfText end, boolean bias, Path directory)
            throws IOException {
        var tokenizer = ClipTokenizer.ofMerges("#version: 0.2\nt h\nth e</w>\n");
        int vocabulary = tokenizer.path("model").path("vocab").size();
        Activation activation = causal ? Activation.QUICK_GELU : Activation.GELU_TANH;
        BlockOptions block = new BlockOptions(
                16, 2, new FeedForward.Mlp(32, activation), causal ? 1e-5 : 1e-6, true, OptionalDouble.empty());
        TextOptions options = new ClipTextOptions(
                vocabulary, CONTEXT, 2, block, causal, end, 1, Optional.of(new ClipTextOptions.Projection(12, bias)));
        try (NDManager manager = NDManager.newBaseManager()) {
            Layer network = ((ClipTextOptions) options).build(Precision.FLOAT32);
            HuggingFaceDirectory.write(
                    directory,
                    family.config(options, family.layout()).orElseThrow(),
                    family.layout().write(random(network, manager)),
                    new ByteArrayInputStream(JSON.writeValueAsBytes(tokenizer)));
        }
        return directory;
    }

    /** The modules of a small BERT: the mean and the first token, a linear layer with tanh, and a scaling; with prompts. */
    private static Path sentenceTransformers(Path directory) throws IOException {
        SmallBert.write(directory);
        write(directory, "modules.json", """
                [{"path": "", "type": "sentence_transformers.models.Transformer"},
                 {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                 {"path": "2_Dense", "type": "sentence_transformers.models.Dense"},
                 {"path": "3_Normalize", "type": "sentence_transformers.models.Normalize"}]
                """);
        write(directory, "sentence_bert_config.json", "{\"max_seq_length\": 20, \"do_lower_case\": true}");
        write(
                directory,
                "1_Pooling/config.json",
                "{\"pooling_mode_mean_tokens\": true, \"pooling_mode_cls_token\": true}");
        write(directory, "2_Dense/config.json", "{\"in_features\": 32, \"out_features\": 10}");
        write(
                directory,
                "config_sentence_transformers.json",
                "{\"prompts\": {\"query\": \"query: \", \"passage\": \"passage: \"}, \"default_prompt_name\": \"passage\"}");
        try (NDManager manager = NDManager.newBaseManager()) {
            SafeTensors.write(
                    directory.resolve("2_Dense/model.safetensors"),
                    Map.of(
                            "linear.weight",
                            manager.randomNormal(new Shape(10, 32)),
                            "linear.bias",
                            manager.randomNormal(new Shape(10))),
                    Map.of());
        }
        return directory;
    }

    private static void write(Path directory, String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static Map<String, NDArray> random(Layer network, NDManager manager) {
        network.initialize(manager);
        Map<String, NDArray> named = new LinkedHashMap<>();
        network.getParameters().forEach(pair -> {
            NDArray array = pair.getValue().getArray();
            named.put(pair.getKey(), array.add(manager.randomNormal(0, 0.1f, array.getShape(), array.getDataType())));
        });
        return named;
    }
}
