package io.winnow.models.vision;

import static io.winnow.models.vision.PublishedFolder.heads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.FeedForward;
import io.winnow.models.pretrained.CheckpointFacts.Given;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints that contradict themselves, or that the network cannot be built for, are refused with both sides. */
class VitRefusalsTest {
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "vit-hf | '' | hidden_size | 32 | says hidden_size: 32, but the shape of vit.embeddings.patch_embeddings.projection.weight says 24",
                "vit-hf | '' | num_hidden_layers | 12 | says num_hidden_layers: 12, but the shape of the list of blocks says 2",
                "vit-hf | '' | intermediate_size | 64 | says intermediate_size: 64, but the shape of vit.encoder.layer.0.output.dense.weight says 96",
                "vit-hf | '' | patch_size | 16 | says patch_size: 16, but the shape of vit.embeddings.patch_embeddings.projection.weight says 8",
                "vit-hf | '' | image_size | 48 | says image_size: 48, which has 36 patches of 8 pixels, but the shape of vit.embeddings.position_embeddings says 16",
                "vit-hf | '' | num_attention_heads | 5 | 5 attention heads do not divide tokens of width 24",
                "vit-hf | '' | hidden_act | 'silu' | says hidden_act: silu, but must be one of gelu",
                "vit-timm | model_args | embed_dim | 192 | says embed_dim: 192, but the shape of patch_embed.proj.weight says 24",
                "vit-timm | model_args | qk_norm | true | has model_args.qk_norm: true, which cannot be built here",
                "vit-timm | model_args | act_layer | 'silu' | says act_layer: silu, but only gelu, gelu_tanh and quick_gelu",
                "vit-timm | '' | global_pool | 'avgmax' | says global_pool: avgmax, but only token, avg and map",
                "vit-timm | '' | architecture | 'vit_small_patch16_rope_ape_224' | says architecture: vit_small_patch16_rope_ape_224, which is another network",
                "vit-timm | '' | architecture | 'eva02_tiny' | says architecture: eva02_tiny, which is another network",
                "clip-hf | '' | projection_dim | 512 | says projection_dim: 512, but the shape of visual_projection.weight says 20",
                "clip-hf | vision_config | hidden_size | 768 | says hidden_size: 768, but the shape of vision_model.embeddings.patch_embedding.weight says 24",
                "clip-openclip | model_cfg | embed_dim | 512 | says embed_dim: 512, but the shape of visual.proj says 20",
                "clip-openclip | model_cfg.vision_cfg | layers | 12 | says layers: 12, but the shape of the list of blocks says 2",
                "clip-openclip | model_cfg.vision_cfg | pool_type | 'avg' | says pool_type: avg, but only the class token",
                "clip-openclip | model_cfg.vision_cfg | attentional_pool | true | says attentional_pool: true",
            })
    void refusesContradictions(String folder, String part, String key, String json, String message) throws IOException {
        PublishedFolder changed =
                PublishedFolder.open(folder, manager).with(part.replace("'", ""), key, json.replace('\'', '"'));
        assertThatThrownBy(() -> changed.recognised(Given.NOTHING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be loaded")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vit-timm | dist_token | 1,1,24 | it has a distillation token, the array dist_token",
                "vit-hf | deit.embeddings.distillation_token | 1,1,24 | it has a distillation token",
                "vit-timm | blocks.1.attn.q_norm.weight | 8 | it has blocks.1.attn.q_norm.weight, which the blocks",
                "vit-hf | vit.encoder.layer.0.extra | 8 | it has vit.encoder.layer.0.extra, which the blocks",
                "clip-openclip | visual.transformer.resblocks.0.ls_1.gamma | 24 | it has visual.transformer.resblocks.0.ls_1.gamma",
                "siglip-hf | vision_model.embeddings.patch_embedding.weight | 24,192 | free shapes (naflex)",
                "dinov2 | blocks.3.3.norm1.weight | 24 | it has blocks.3.3.norm1.weight but no block 0",
            })
    void refusesVariants(String folder, String name, String shape, String message) throws IOException {
        PublishedFolder reference = PublishedFolder.open(folder, manager);
        Map<String, NDArray> arrays = new LinkedHashMap<>(reference.arrays());
        long[] lengths =
                Arrays.stream(shape.split(",", -1)).mapToLong(Long::parseLong).toArray();
        arrays.put(name, manager.zeros(new Shape(lengths)));
        assertThatThrownBy(() -> reference.with(arrays, reference.config()).recognised(Given.NOTHING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be loaded")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vit-timm | blocks.1.attn.proj.bias | it has no array blocks.1.attn.proj.bias, which a network of its sizes needs",
                "vit-timm | norm.weight | it has no array norm.weight",
                "vit-hf | vit.encoder.layer.1.attention.attention.key.weight | it has no array vit.encoder.layer.1.attention.attention.key.weight",
                "siglip-hf | vision_model.head.attention.in_proj_bias | it has no array vision_model.head.attention.in_proj_bias",
                "clip-openclip | visual.ln_post.bias | it has no array visual.ln_post.bias",
                "mlcd-hf | vision_model.pre_layrnorm.bias | it has no array vision_model.pre_layrnorm.bias",
            })
    void namesMissingArrays(String folder, String name, String message) throws IOException {
        PublishedFolder reference = PublishedFolder.open(folder, manager);
        Map<String, NDArray> arrays = new LinkedHashMap<>(reference.arrays());
        arrays.remove(name);
        assertThatThrownBy(() -> reference.with(arrays, reference.config()).recognised(Given.NOTHING))
                .hasMessageContaining("cannot be loaded")
                .hasMessageContaining(message);
    }

    @Test
    void asksForWhatNeitherArraysNorConfigurationTell() throws IOException {
        PublishedFolder torchvision = PublishedFolder.open("vit-torchvision", manager);
        assertThatThrownBy(() -> torchvision.recognised(Given.NOTHING))
                .hasMessageContaining("tell the number of attention heads of tokens of width 24; say it by heads");
        PublishedFolder timm = PublishedFolder.open("vit-timm", manager);
        assertThatThrownBy(() -> timm.recognised(heads(4)))
                .hasMessageContaining("the configuration says 3 attention heads, but heads is 4. Leave heads out");
        PublishedFolder clip = PublishedFolder.open("clip-openclip", manager);
        PublishedFolder bare = clip.with(clip.arrays());
        assertThatThrownBy(() -> bare.recognised(heads(3)))
                .hasMessageContaining("its arrays do not tell the activation")
                .hasMessageContaining("put open_clip_config.json beside it");
        PublishedFolder huggingFace = PublishedFolder.open("clip-hf", manager);
        assertThatThrownBy(() -> huggingFace.with(huggingFace.arrays()).recognised(heads(3)))
                .hasMessageContaining("its arrays do not tell the activation")
                .hasMessageContaining("put config.json beside it");
        // With rotary positions there is one published network, which has GELU.
        PublishedFolder mlcd = PublishedFolder.open("mlcd-hf", manager);
        VitOptions rotary =
                (VitOptions) mlcd.with(mlcd.arrays()).recognised(heads(4)).architecture();
        assertThat(rotary.block().feedForward()).isEqualTo(new FeedForward.Mlp(64, Activation.GELU));
    }

    /** Files that were trained on ImageNet-21k have a hidden layer with tanh below the head, which is then no head of the representation. */
    @Test
    void aHeadOnAHiddenLayerIsLeftOut() throws IOException {
        PublishedFolder timm = PublishedFolder.open("vit-timm", manager);
        assertThat(timm.recognised(Given.NOTHING).head()).isPresent();
        Map<String, NDArray> arrays = new LinkedHashMap<>(timm.arrays());
        arrays.put("pre_logits.fc.weight", manager.zeros(new Shape(24, 24)));
        arrays.put("pre_logits.fc.bias", manager.zeros(new Shape(24)));
        assertThat(timm.with(arrays, timm.config()).recognised(Given.NOTHING).head())
                .isEmpty();
    }

    @Test
    void saysWhichFamiliesWereTried() {
        PublishedFolder other = new PublishedFolder(
                "resnet.pth",
                Map.of("conv1.weight", manager.zeros(new Shape(4, 3, 7, 7))),
                MissingNode.getInstance(),
                Map.of());
        assertThatThrownBy(() -> other.recognised(Given.NOTHING))
                .hasMessageContaining("resnet.pth is not of a known family")
                .hasMessageContaining("Vision Transformer (it has none of the arrays pos_embed")
                .hasMessageContaining("DINOv2 (")
                .hasMessageContaining("MLCD (")
                .hasMessageContaining("conv1.weight (4, 3, 7, 7)");
    }

    /** Widths of published networks tell the number of heads. */
    @ParameterizedTest
    @CsvSource({"192, 3", "768, 12", "1024, 16", "1280, 16", "1664, 16"})
    void knowsTheHeadsOfPublishedWidths(int width, int heads) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        VitOptions options = new VitOptions(16, 8, width, 1, heads, VitOptions.Pooling.CLASS_TOKEN, 0);
        VisionTransformer network = options.build(3);
        network.initialize(manager);
        arrays.putAll(VitLayouts.torchvision(options, 3, false).write(PublishedFolder.parameters(network)));
        PublishedFolder folder = new PublishedFolder("vit.pth", arrays, MissingNode.getInstance(), Map.of());
        VitOptions found = (VitOptions) folder.recognised(Given.NOTHING).architecture();
        assertThat(found.block()).isEqualTo(options.block());
    }
}
