package io.winnow.models.vision;

import static io.winnow.models.vision.PublishedFolder.assertSame;
import static io.winnow.models.vision.PublishedFolder.heads;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.pretrained.CheckpointFacts.Given;
import io.winnow.models.pretrained.Published;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Other spellings of the reference networks, which are renamed here by hand, have the same outputs. */
class VitSpellingsTest {
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static Map<String, NDArray> renamed(PublishedFolder folder, UnaryOperator<String> rename) {
        Map<String, NDArray> renamed = new LinkedHashMap<>();
        folder.arrays().forEach((name, array) -> renamed.put(rename.apply(name), array));
        return renamed;
    }

    private NDArray run(PublishedFolder folder, Given given, String family, String library, String input) {
        Published<EncoderOptions> published = folder.recognised(given);
        assertThat(published.family()).isEqualTo(family);
        assertThat(published.layout().library()).isEqualTo(library);
        NDArray images = folder.vectors().get("input.pixel_values" + input);
        VisionTransformer network = folder.network(
                published, images.getShape().get(2), images.getShape().get(3), manager);
        return PublishedFolder.run(network, images).representation();
    }

    @Test
    void torchvisionBefore013() throws IOException {
        PublishedFolder reference = PublishedFolder.open("vit-torchvision", manager);
        PublishedFolder old = reference.with(renamed(
                reference, name -> name.replace("mlp.0.", "mlp.linear_1.").replace("mlp.3.", "mlp.linear_2.")));
        assertSame(run(old, heads(3), "Vision Transformer", "torchvision", ""), reference.output("pooled"));
    }

    /** ViTModel has no prefix, and a pooler that is not used. */
    @Test
    void huggingFaceWithoutPrefix() throws IOException {
        PublishedFolder reference = PublishedFolder.open("vit-hf", manager);
        Map<String, NDArray> arrays = renamed(reference, name -> name.replaceFirst("^vit\\.", ""));
        arrays.keySet().removeIf(name -> name.startsWith("classifier"));
        arrays.put("pooler.dense.weight", manager.zeros(new Shape(24, 24)));
        PublishedFolder bare = reference.with(arrays, reference.config());
        assertThat(bare.recognised(Given.NOTHING).head()).isEmpty();
        assertSame(run(bare, Given.NOTHING, "Vision Transformer", "HuggingFace", ""), reference.output("class_token"));
    }

    /** In training files, the number of a chunk stands before the number that a block has throughout. */
    @Test
    void trainingFilesOfDinov2() throws IOException {
        PublishedFolder reference = PublishedFolder.open("dinov2", manager);
        Map<String, NDArray> chunked =
                renamed(reference, name -> name.replaceFirst("^blocks\\.(\\d+)\\.", "blocks.$1.$1."));
        assertThat(chunked).containsKey("blocks.1.1.mlp.fc1.weight");
        chunked.put("dino_head.mlp.0.weight", manager.zeros(new Shape(2, 24)));
        PublishedFolder training = reference.with(chunked);
        assertSame(run(training, heads(3), "DINOv2", "DINOv2", ""), reference.output("x_norm_clstoken"));
    }

    /** timm adds the position of the class token to the token itself, and gives the gated layers its own names. */
    @Test
    void dinov2WithRegistersInTimm() throws IOException {
        PublishedFolder reference = PublishedFolder.open("dinov2-reg-giant", manager);
        Map<String, NDArray> arrays = renamed(
                reference,
                name -> name.replace("register_tokens", "reg_token")
                        .replace("w12", "fc1")
                        .replace("w3", "fc2"));
        arrays.remove("mask_token");
        NDArray positions = arrays.get("pos_embed");
        arrays.put("cls_token", arrays.get("cls_token").add(positions.get(":, :1")));
        arrays.put("pos_embed", positions.get(":, 1:"));
        PublishedFolder timm = reference.with(arrays);
        assertSame(run(timm, heads(3), "Vision Transformer", "timm", ""), reference.output("x_norm_clstoken"));
    }

    /** open_clip's SigLIP has timm's network as its image encoder. */
    @Test
    void siglipInTimm() throws IOException {
        PublishedFolder reference = PublishedFolder.open("siglip-hf", manager);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        String hf = "vision_model.";
        String timm = "visual.trunk.";
        NDArray inWeight = reference.arrays().get(hf + "head.attention.in_proj_weight");
        NDArray inBias = reference.arrays().get(hf + "head.attention.in_proj_bias");
        arrays.put(timm + "attn_pool.q.weight", inWeight.get(":24"));
        arrays.put(timm + "attn_pool.q.bias", inBias.get(":24"));
        arrays.put(timm + "attn_pool.kv.weight", inWeight.get("24:"));
        arrays.put(timm + "attn_pool.kv.bias", inBias.get("24:"));
        for (String kind : new String[] {"weight", "bias"}) {
            for (int block = 0; block < 2; block++) {
                NDList qkv = new NDList();
                for (String each : new String[] {"q", "k", "v"}) {
                    qkv.add(reference
                            .arrays()
                            .get(hf + "encoder.layers." + block + ".self_attn." + each + "_proj." + kind));
                }
                arrays.put(timm + "blocks." + block + ".attn.qkv." + kind, NDArrays.concat(qkv, 0));
            }
        }
        reference.arrays().forEach((name, array) -> {
            if (name.startsWith(hf) && !name.contains("in_proj") && !name.matches(".*\\.[qkv]_proj\\..*")) {
                arrays.put(
                        timm
                                + name.substring(hf.length())
                                        .replace("encoder.layers.", "blocks.")
                                        .replace("layer_norm", "norm")
                                        .replace("self_attn.out_proj", "attn.proj")
                                        .replace("embeddings.patch_embedding", "patch_embed.proj")
                                        .replace("embeddings.position_embedding.weight", "pos_embed")
                                        .replace("post_layernorm", "norm")
                                        .replace("head.probe", "attn_pool.latent")
                                        .replace("head.attention.out_proj", "attn_pool.proj")
                                        .replace("head.layernorm", "attn_pool.norm")
                                        .replace("head.mlp", "attn_pool.mlp"),
                        name.endsWith("position_embedding.weight") ? array.expandDims(0) : array);
            }
        });
        arrays.put("text.token_embedding.weight", manager.zeros(new Shape(5, 4)));
        JsonNode config = new ObjectMapper()
                .readTree(
                        "{\"model_cfg\": {\"vision_cfg\": {\"timm_model_name\": \"vit_so400m_patch16_siglip_256\"}}}");
        assertSame(
                run(reference.with(arrays, config), heads(3), "SigLIP", "timm", ""),
                reference.output("vision_pooler_output"));
    }

    /** The authors' files of rotary networks may still have learned positions, which the network does not use. */
    @Test
    void mlcdOfTheAuthors() throws IOException {
        PublishedFolder reference = PublishedFolder.open("mlcd-hf", manager);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        String hf = "vision_model.";
        for (String kind : new String[] {"weight", "bias"}) {
            for (int block = 0; block < 2; block++) {
                NDList qkv = new NDList();
                for (String each : new String[] {"q", "k", "v"}) {
                    qkv.add(reference
                            .arrays()
                            .get(hf + "encoder.layers." + block + ".self_attn." + each + "_proj." + kind));
                }
                arrays.put("transformer.resblocks." + block + ".attn.in_proj." + kind, NDArrays.concat(qkv, 0));
            }
        }
        reference.arrays().forEach((name, array) -> {
            if (!name.matches(".*\\.[qkv]_proj\\..*")) {
                arrays.put(
                        name.substring(hf.length())
                                .replace("encoder.layers.", "transformer.resblocks.")
                                .replace("layer_norm", "ln_")
                                .replace("self_attn.", "attn.")
                                .replace("mlp.fc1", "mlp.c_fc")
                                .replace("mlp.fc2", "mlp.c_proj")
                                .replace("embeddings.patch_embedding", "conv1")
                                .replace("embeddings.class_embedding", "class_embedding")
                                .replace("pre_layrnorm", "ln_pre")
                                .replace("post_layernorm", "ln_post"),
                        array);
            }
        });
        arrays.put("positional_embedding", manager.zeros(new Shape(26, 32)));
        PublishedFolder authors = reference.with(arrays);
        assertSame(run(authors, heads(4), "MLCD", "MLCD", ""), reference.output("pooler_output"));
        assertSame(run(authors, heads(4), "MLCD", "MLCD", "_rect"), reference.output("pooler_output_rect"));
    }

    /** timm's fc_norm is applied to the mean of the patches. */
    @Test
    void meanThenNormInTimm() throws IOException {
        PublishedFolder reference = PublishedFolder.open("vit-timm", manager);
        Map<String, NDArray> arrays = renamed(reference, name -> name.replaceFirst("^norm\\.", "fc_norm."));
        PublishedFolder mean = reference.with(arrays, reference.config()).with("", "global_pool", "\"avg\"");
        Published<EncoderOptions> published = mean.recognised(Given.NOTHING);
        NDArray images = mean.vectors().get("input.pixel_values");
        VisionTransformer.Features found = PublishedFolder.run(mean.network(published, 32, 32, manager), images);
        NDArray pooled = found.tokens().get(":, 1:").mean(new int[] {1});
        NDArray centered = pooled.sub(pooled.mean(new int[] {1}, true));
        NDArray normed = centered.div(
                centered.square().mean(new int[] {1}, true).add(1e-6).sqrt());
        assertSame(
                found.representation(), normed.mul(arrays.get("fc_norm.weight")).add(arrays.get("fc_norm.bias")));
        // timm builds a network by model_args alone, and those only count beside pretrained_cfg.
        ObjectNode written = new VitFamily()
                .config(published.architecture(), published.layout())
                .orElseThrow();
        assertThat(written.path("model_args").path("global_pool").asText()).isEqualTo("avg");
        assertThat(written.has("pretrained_cfg")).isTrue();
    }
}
