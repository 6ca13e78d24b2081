package io.winnow.models.vision;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.layer.Activation;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.Published;
import io.winnow.models.vision.VitOptions.Norm;
import io.winnow.models.vision.VitOptions.Patches;
import io.winnow.models.vision.VitOptions.Pooling;
import io.winnow.models.vision.VitOptions.Positions;
import io.winnow.models.vision.VitOptions.Readout;
import io.winnow.models.vision.VitOptions.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognises timm's Vision Transformers, which cover its ports of DINOv2, CLIP and SigLIP, also as the image encoder of an open_clip model
 * ({@code visual.trunk.}). Most variants are told by their arrays; activations are told by the name of the architecture.
 */
final class TimmVit {
    private static final Pattern ARCHITECTURES = Pattern.compile("(test_vit|vit|deit3?|flexivit)_.*");
    /** Rotary positions and hybrids do not show in the arrays that this family looks at. */
    private static final Pattern OTHER_NETWORKS = Pattern.compile(".*_(rope|naflex|distilled).*");

    private static final Pattern TANH =
            Pattern.compile("vit_(base_patch32|large_patch16|so400m_patch16|giantopt_patch16)_siglip_.*");
    /** The large SigLIP networks for up to 384 pixels are older, and use the exact GELU. */
    private static final Pattern OLD_SIGLIP = Pattern.compile("vit_large_patch16_siglip_(gap_)?(256|384).*");

    /** Arguments that the arrays tell, too, or that do not matter in evaluation. */
    private static final Set<String> KNOWN_ARGUMENTS = Set.of(
            "img_size",
            "patch_size",
            "in_chans",
            "num_classes",
            "embed_dim",
            "depth",
            "num_heads",
            "mlp_ratio",
            "qkv_bias",
            "init_values",
            "class_token",
            "no_embed_class",
            "reg_tokens",
            "pre_norm",
            "fc_norm",
            "global_pool",
            "act_layer",
            "dynamic_img_size",
            "drop_rate",
            "pos_drop_rate",
            "patch_drop_rate",
            "proj_drop_rate",
            "attn_drop_rate",
            "drop_path_rate",
            "weight_init",
            "fix_init");

    private final CheckpointFacts facts;
    private final String p;
    private final String architecture;
    private final JsonNode arguments;

    private TimmVit(CheckpointFacts facts, String prefix) {
        this.facts = facts;
        p = prefix;
        JsonNode config = facts.config();
        architecture = config.path("architecture")
                .asText(config.path("model_cfg")
                        .path("vision_cfg")
                        .path("timm_model_name")
                        .asText(""));
        arguments = config.path("model_args");
    }

    /** What the names of timm's parameters begin with; empty if these are no names of a Vision Transformer in timm. */
    static Optional<String> prefix(CheckpointFacts facts) {
        return List.of("", "visual.trunk.").stream()
                .filter(prefix -> facts.has(prefix + "patch_embed.proj.weight")
                        && facts.has(prefix + "blocks.0.norm1.weight")
                        && facts.has(prefix + "pos_embed"))
                .findFirst();
    }

    static boolean poolsByAttention(CheckpointFacts facts, String prefix) {
        return facts.has(prefix + "attn_pool.latent");
    }

    static Published<EncoderOptions> published(String family, CheckpointFacts facts, String prefix)
            throws MisfitException {
        return new TimmVit(facts, prefix).published(family);
    }

    private Published<EncoderOptions> published(String family) throws MisfitException {
        checkArchitecture();
        VitNames names = new VitNames(
                p + "patch_embed.proj.weight",
                p + "pos_embed",
                VitNames.blocks(facts, p + "blocks.#.", "norm1.weight"),
                "mlp.fc1",
                "mlp.fc2",
                "attn.qkv",
                "ls1.gamma");
        VitFacts sizes = new VitFacts(facts, names, arguments, VitKeys.TIMM);
        CheckpointFacts.agree(facts.config(), "num_features", sizes.width(), names.patches());
        boolean normFirst = facts.has(p + "norm_pre.weight");
        boolean classToken = facts.has(p + "cls_token");
        int registers =
                facts.shape(p + "reg_token").map(shape -> (int) shape.get(1)).orElse(0);
        int positionsOfPrefix = positionsOfPrefix(sizes, classToken, registers);
        Patches grid = sizes.grid(positionsOfPrefix, p + "patch_embed.proj.bias");
        OptionalInt heads = architecture.startsWith("vit_giantopt_") ? OptionalInt.of(16) : OptionalInt.empty();
        VitOptions options = new VitOptions(
                grid,
                new Tokens(
                        classToken,
                        registers,
                        new Positions.Learned(positionsOfPrefix == 1, PositionInterpolation.BICUBIC_ANTIALIAS),
                        normFirst),
                sizes.depth(),
                sizes.block(heads, activation(), normFirst ? 1e-5 : 1e-6),
                readout(classToken),
                OptionalInt.empty(),
                0);
        return VitFit.published(
                family,
                facts,
                options,
                sizes.channels(),
                VitLayouts.timm(options, sizes.channels(), p),
                p + "blocks.",
                facts.has(p + "pre_logits.fc.weight")
                        ? Optional.empty() // the head stands on a hidden layer
                        : VitFit.head(facts, p + "head", options.dimension()));
    }

    private void checkArchitecture() throws MisfitException {
        if (!architecture.isEmpty()
                && (!ARCHITECTURES.matcher(architecture).matches()
                        || OTHER_NETWORKS.matcher(architecture).matches())) {
            throw MisfitException.unsupported(
                    "the configuration says architecture: " + architecture + ", which is another network");
        }
        List<String> names = new ArrayList<>();
        arguments.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (!KNOWN_ARGUMENTS.contains(name)) {
                throw MisfitException.unsupported("the configuration has model_args." + name + ": "
                        + arguments.get(name) + ", which cannot be built here");
            }
        }
    }

    /** How many of the learned positions are of tokens before the patches: 1 for a class token, or 0. */
    private int positionsOfPrefix(VitFacts sizes, boolean classToken, int registers) throws MisfitException {
        int count = sizes.positions();
        if (!classToken || arguments.path("no_embed_class").asBoolean()) {
            return 0;
        }
        // In timm, positions of a class token come with positions of the registers.
        if (registers > 0 && !VitFacts.isSquare(count)) {
            throw MisfitException.unsupported("its " + registers + " register tokens have positions");
        }
        return registers == 0 && (!VitFacts.isSquare(count) || VitFacts.isSquare(count - 1)) ? 1 : 0;
    }

    private Readout readout(boolean classToken) throws MisfitException {
        String pooling = arguments
                .path("global_pool")
                .asText(facts.config().path("global_pool").asText(""));
        if (poolsByAttention(facts, p)) {
            return new Readout.AttentionPooled();
        }
        if (!Set.of("", "token", "avg").contains(pooling)) {
            throw MisfitException.unsupported("the configuration says global_pool: " + pooling
                    + ", but only token, avg and map can be built here");
        }
        boolean mean = pooling.isEmpty() ? !classToken || facts.has(p + "fc_norm.weight") : pooling.equals("avg");
        return new Readout.Pooled(
                mean ? Pooling.MEAN : Pooling.CLASS_TOKEN, facts.has(p + "fc_norm.weight") ? Norm.POOLED : Norm.TOKENS);
    }

    private Activation activation() throws MisfitException {
        String argument = arguments.path("act_layer").asText("");
        return switch (argument) {
            case "gelu" -> Activation.GELU;
            case "gelu_tanh" -> Activation.GELU_TANH;
            case "quick_gelu", "quickgelu" -> Activation.QUICK_GELU;
            case "" -> {
                if (architecture.contains("quickgelu")) {
                    yield Activation.QUICK_GELU;
                }
                yield TANH.matcher(architecture).matches()
                                && !OLD_SIGLIP.matcher(architecture).matches()
                        ? Activation.GELU_TANH
                        : Activation.GELU;
            }
            default ->
                throw MisfitException.unsupported("the configuration says act_layer: " + argument
                        + ", but only gelu, gelu_tanh and quick_gelu can be built here");
        };
    }
}
