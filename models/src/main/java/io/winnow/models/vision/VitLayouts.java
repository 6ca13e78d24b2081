package io.winnow.models.vision;

import ai.djl.ndarray.types.Shape;
import io.winnow.models.layer.FeedForward;
import io.winnow.models.pretrained.WeightLayout;
import io.winnow.models.vision.VitOptions.Norm;
import io.winnow.models.vision.VitOptions.Readout;
import java.util.List;

/** The names and forms in which libraries store the parameters of Vision Transformers (specification "Pretrained encoders", section 4). */
final class VitLayouts {
    static final String TIMM = "timm";
    static final String TORCHVISION = "torchvision";
    static final String HUGGING_FACE = "HuggingFace";
    static final String DINOV2 = "DINOv2";

    private VitLayouts() {}

    /** A layout with the kernels of the patches, which are matrices here. */
    static WeightLayout.Builder of(String library, VitOptions options, int channels, String kernels) {
        int side = options.patches().size();
        return WeightLayout.of(library)
                .reshaped(
                        "patch_embed.weight",
                        new Shape(options.width(), (long) channels * side * side),
                        kernels,
                        new Shape(options.width(), channels, side, side));
    }

    /** @param p what all names begin with */
    static WeightLayout timm(VitOptions options, int channels, String p) {
        boolean normsPooled = options.readout() instanceof Readout.Pooled pooled && pooled.norm() == Norm.POOLED;
        WeightLayout.Builder layout = of(TIMM, options, channels, p + "patch_embed.proj.weight");
        embedding(layout, p);
        return layout.rename("blocks.*", p + "blocks.*")
                .rename("norm.*", p + (normsPooled ? "fc_norm.*" : "norm.*"))
                .split(List.of("attn_pool.k.*", "attn_pool.v.*"), p + "attn_pool.kv.*")
                .rename("attn_pool.*", p + "attn_pool.*")
                .unused(p + "head.*", p + "pre_logits.*", "text.*", "visual.head.*", "logit_scale", "logit_bias")
                .build();
    }

    private static void embedding(WeightLayout.Builder layout, String p) {
        layout.rename("patch_embed.bias", p + "patch_embed.proj.bias")
                .rename("cls_token", p + "cls_token")
                .rename("reg_token", p + "reg_token")
                .rename("pos_embed", p + "pos_embed")
                .rename("norm_pre.*", p + "norm_pre.*");
    }

    /**
     * The names of DINOv2's authors.
     *
     * @param blocks the beginnings of the names in each block, which have the number of a chunk in training files
     */
    static WeightLayout dinov2(VitOptions options, int channels, List<String> blocks) {
        boolean gated = options.block().feedForward() instanceof FeedForward.SwiGlu;
        WeightLayout.Builder layout =
                of(DINOV2, options, channels, "patch_embed.proj.weight").rename("reg_token", "register_tokens");
        embedding(layout, "");
        for (int i = 0; i < blocks.size(); i++) {
            String block = "blocks." + i + ".";
            layout.rename(block + "mlp.fc1.*", blocks.get(i) + (gated ? "mlp.w12.*" : "mlp.fc1.*"))
                    .rename(block + "mlp.fc2.*", blocks.get(i) + (gated ? "mlp.w3.*" : "mlp.fc2.*"))
                    .rename(block + "*", blocks.get(i) + "*");
        }
        return layout.rename("norm.*", "norm.*")
                .unused("mask_token", "head.*", "dino_head.*", "ibot_head.*")
                .build();
    }

    /** @param linear whether the feed-forward layers have the names of files from before torchvision 0.13 */
    static WeightLayout torchvision(VitOptions options, int channels, boolean linear) {
        String block = "encoder.layers.encoder_layer_*.";
        return of(TORCHVISION, options, channels, "conv_proj.weight")
                .rename("patch_embed.bias", "conv_proj.bias")
                .rename("cls_token", "class_token")
                .rename("pos_embed", "encoder.pos_embedding")
                .rename("blocks.*.norm1.*", block + "ln_1.*")
                .rename("blocks.*.attn.qkv.*", block + "self_attention.in_proj_*")
                .rename("blocks.*.attn.proj.*", block + "self_attention.out_proj.*")
                .rename("blocks.*.norm2.*", block + "ln_2.*")
                .rename("blocks.*.mlp.fc1.*", block + (linear ? "mlp.linear_1.*" : "mlp.0.*"))
                .rename("blocks.*.mlp.fc2.*", block + (linear ? "mlp.linear_2.*" : "mlp.3.*"))
                .rename("norm.*", "encoder.ln.*")
                .unused("heads.*")
                .build();
    }

    /** @param p what all names begin with */
    static WeightLayout huggingFace(VitOptions options, int channels, String p) {
        String block = p + "encoder.layer.*.";
        WeightLayout.Builder layout =
                huggingFaceEmbedding(options, channels, p).rename("blocks.*.norm1.*", block + "layernorm_before.*");
        return huggingFaceAttention(layout, block)
                .rename("blocks.*.norm2.*", block + "layernorm_after.*")
                .rename("blocks.*.mlp.fc1.*", block + "intermediate.dense.*")
                .rename("blocks.*.mlp.fc2.*", block + "output.dense.*")
                .rename("norm.*", p + "layernorm.*")
                .build();
    }

    /** @param p what all names begin with */
    static WeightLayout huggingFaceDinov2(VitOptions options, int channels, String p) {
        boolean gated = options.block().feedForward() instanceof FeedForward.SwiGlu;
        String block = p + "encoder.layer.*.";
        WeightLayout.Builder layout =
                huggingFaceEmbedding(options, channels, p).rename("blocks.*.norm1.*", block + "norm1.*");
        return huggingFaceAttention(layout, block)
                .rename("blocks.*.ls1.gamma", block + "layer_scale1.lambda1")
                .rename("blocks.*.norm2.*", block + "norm2.*")
                .rename("blocks.*.mlp.fc1.*", block + (gated ? "mlp.weights_in.*" : "mlp.fc1.*"))
                .rename("blocks.*.mlp.fc2.*", block + (gated ? "mlp.weights_out.*" : "mlp.fc2.*"))
                .rename("blocks.*.ls2.gamma", block + "layer_scale2.lambda1")
                .rename("norm.*", p + "layernorm.*")
                .build();
    }

    private static WeightLayout.Builder huggingFaceEmbedding(VitOptions options, int channels, String p) {
        return of(HUGGING_FACE, options, channels, p + "embeddings.patch_embeddings.projection.weight")
                .rename("patch_embed.bias", p + "embeddings.patch_embeddings.projection.bias")
                .rename("cls_token", p + "embeddings.cls_token")
                .rename("reg_token", p + "embeddings.register_tokens")
                .rename("pos_embed", p + "embeddings.position_embeddings")
                .unused(p + "embeddings.mask_token", p + "pooler.*", "classifier.*");
    }

    private static WeightLayout.Builder huggingFaceAttention(WeightLayout.Builder layout, String block) {
        String attention = block + "attention.attention.";
        return layout.joined("blocks.*.attn.qkv.*", attention + "query.*", attention + "key.*", attention + "value.*")
                .rename("blocks.*.attn.proj.*", block + "attention.output.dense.*");
    }
}
