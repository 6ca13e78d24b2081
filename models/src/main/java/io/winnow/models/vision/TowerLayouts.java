package io.winnow.models.vision;

import io.winnow.models.pretrained.WeightLayout;
import java.util.List;

/**
 * The names and forms in which libraries store the image encoders of CLIP, SigLIP and MLCD (specification "Pretrained encoders", section 5).
 * What belongs to a text encoder beside them is known and not used.
 */
final class TowerLayouts {
    static final String OPEN_CLIP = "open_clip";
    static final String MLCD = "MLCD";

    private TowerLayouts() {}

    /** HuggingFace's names of all three. */
    static WeightLayout huggingFace(VitOptions options, int channels) {
        String p = "vision_model.";
        String block = p + "encoder.layers.*.";
        String attention = block + "self_attn.";
        return VitLayouts.of(VitLayouts.HUGGING_FACE, options, channels, p + "embeddings.patch_embedding.weight")
                .rename("patch_embed.bias", p + "embeddings.patch_embedding.bias")
                .unsqueezed("cls_token", 2, p + "embeddings.class_embedding")
                .unsqueezed("pos_embed", 1, p + "embeddings.position_embedding.weight")
                .rename("class_angles", p + "class_pos_emb")
                .rename("norm_pre.*", p + "pre_layrnorm.*")
                .rename("blocks.*.norm1.*", block + "layer_norm1.*")
                .joined("blocks.*.attn.qkv.*", attention + "q_proj.*", attention + "k_proj.*", attention + "v_proj.*")
                .rename("blocks.*.attn.proj.*", attention + "out_proj.*")
                .rename("blocks.*.norm2.*", block + "layer_norm2.*")
                .rename("blocks.*.mlp.*", block + "mlp.*")
                .rename("norm.*", p + "post_layernorm.*")
                .rename("attn_pool.latent", p + "head.probe")
                .split(List.of("attn_pool.q.*", "attn_pool.k.*", "attn_pool.v.*"), p + "head.attention.in_proj_*")
                .rename("attn_pool.proj.*", p + "head.attention.out_proj.*")
                .rename("attn_pool.norm.*", p + "head.layernorm.*")
                .rename("attn_pool.mlp.*", p + "head.mlp.*")
                .rename("projection.weight", "visual_projection.weight")
                .unused("text_model.*", "text_projection.weight", "logit_scale", "logit_bias", "classifier.*")
                .unused(p + "embeddings.position_ids", p + "vision_rotary_embedding.inv_freq")
                .build();
    }

    /**
     * The names of OpenAI's CLIP, open_clip and MLCD's authors.
     *
     * @param library the library
     * @param p what all names begin with
     * @param inProjection name of the map to queries, keys and values, before {@code weight}: {@code in_proj_} or {@code in_proj.}
     */
    static WeightLayout openAi(String library, VitOptions options, int channels, String p, String inProjection) {
        String block = p + "transformer.resblocks.*.";
        WeightLayout.Builder layout = VitLayouts.of(library, options, channels, p + "conv1.weight")
                .unsqueezed("cls_token", 2, p + "class_embedding")
                .unsqueezed("pos_embed", 1, p + "positional_embedding")
                .rename("class_angles", p + "class_pos_emb")
                .rename("norm_pre.*", p + "ln_pre.*")
                .rename("blocks.*.norm1.*", block + "ln_1.*")
                .rename("blocks.*.attn.qkv.*", block + "attn." + inProjection + "*")
                .rename("blocks.*.attn.proj.*", block + "attn.out_proj.*")
                .rename("blocks.*.norm2.*", block + "ln_2.*")
                .rename("blocks.*.mlp.fc1.*", block + "mlp.c_fc.*")
                .rename("blocks.*.mlp.fc2.*", block + "mlp.c_proj.*")
                .rename("norm.*", p + "ln_post.*")
                .transposed("projection.weight", p + "proj")
                .unused("logit_scale", "logit_bias");
        if (options.tokens().positions() instanceof VitOptions.Positions.Rotary) {
            layout.unused(p + "positional_embedding");
        }
        if (!p.isEmpty()) {
            layout.unused("text.*", "token_embedding.weight", "positional_embedding", "transformer.resblocks.*")
                    .unused("ln_final.*", "text_projection", "attn_mask")
                    .unused("input_resolution", "context_length", "vocab_size");
        }
        return layout.build();
    }
}
