package io.winnow.models.vision;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Activation;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.Published.Head;
import io.winnow.models.pretrained.WeightLayout;
import io.winnow.models.vision.VitOptions.Norm;
import io.winnow.models.vision.VitOptions.Pooling;
import io.winnow.models.vision.VitOptions.Positions;
import io.winnow.models.vision.VitOptions.Readout;
import io.winnow.models.vision.VitOptions.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * DINOv2 with the names of its authors, also of their training files, and of HuggingFace (specification "Pretrained encoders", section 4).
 * timm's port is a Vision Transformer of timm.
 */
public final class Dinov2Family implements Family<EncoderOptions> {
    private static final double EPSILON = 1e-6;
    private static final String PATCHES = "patch_embed.proj.weight";
    /** In training files, blocks have the number of a chunk before their own. */
    private static final Pattern CHUNKED = Pattern.compile("(blocks\\.\\d{1,9}\\.(\\d{1,9})\\.)norm1\\.weight");

    @Override
    public String name() {
        return "DINOv2";
    }

    @Override
    public Published<EncoderOptions> recognise(CheckpointFacts facts) throws MisfitException {
        for (String prefix : List.of("dinov2.", "dinov2_with_registers.", "")) {
            if (facts.has(prefix + "encoder.layer.0.layer_scale1.lambda1")) {
                return huggingFace(facts, prefix);
            }
        }
        if (!isOfAuthors(facts)) {
            throw MisfitException.otherFamily("it has neither the arrays " + PATCHES
                    + " and mask_token nor encoder.layer.0.layer_scale1.lambda1");
        }
        return authors(facts);
    }

    /** Whether these are the authors' names, which timm shares for the most part. */
    static boolean isOfAuthors(CheckpointFacts facts) {
        return facts.has(PATCHES)
                && facts.has("pos_embed")
                && (facts.has("mask_token")
                        || facts.has("register_tokens")
                        || facts.has("blocks.0.mlp.w12.weight")
                        || facts.has("blocks.0.0.norm1.weight"));
    }

    private Published<EncoderOptions> authors(CheckpointFacts facts) throws MisfitException {
        List<String> blocks = blocks(facts);
        boolean gated = facts.has(blocks.get(0) + "mlp.w12.weight");
        VitNames names = new VitNames(
                PATCHES,
                "pos_embed",
                blocks,
                gated ? "mlp.w12" : "mlp.fc1",
                gated ? "mlp.w3" : "mlp.fc2",
                "attn.qkv",
                "ls1.gamma");
        VitFacts sizes = new VitFacts(facts, names, facts.config(), VitKeys.NONE);
        boolean registers = facts.has("register_tokens");
        VitOptions options = options(
                facts,
                sizes,
                "register_tokens",
                "patch_embed.proj.bias",
                Activation.GELU,
                registers ? PositionInterpolation.BICUBIC_ANTIALIAS : PositionInterpolation.BICUBIC_OFFSET);
        return VitFit.published(
                name(),
                facts,
                options,
                sizes.channels(),
                VitLayouts.dinov2(options, sizes.channels(), blocks),
                "blocks.",
                Optional.empty());
    }

    /** The beginnings of the names in each block, by the numbers that blocks have throughout all chunks. */
    private static List<String> blocks(CheckpointFacts facts) throws MisfitException {
        Map<Integer, String> chunked = new TreeMap<>();
        for (String name : facts.shapes().keySet()) {
            Matcher matcher = CHUNKED.matcher(name);
            if (matcher.matches()) {
                chunked.put(Integer.valueOf(matcher.group(2)), matcher.group(1));
            }
        }
        if (chunked.isEmpty()) {
            return VitNames.blocks(facts, "blocks.#.", "norm1.weight");
        }
        int next = 0;
        for (int block : chunked.keySet()) {
            if (block != next++) {
                throw MisfitException.unsupported(
                        "it has " + chunked.get(block) + "norm1.weight but no block " + (next - 1));
            }
        }
        return List.copyOf(chunked.values());
    }

    private Published<EncoderOptions> huggingFace(CheckpointFacts facts, String p) throws MisfitException {
        boolean gated = facts.has(p + "encoder.layer.0.mlp.weights_in.weight");
        VitNames names = new VitNames(
                p + "embeddings.patch_embeddings.projection.weight",
                p + "embeddings.position_embeddings",
                VitNames.blocks(facts, p + "encoder.layer.#.", "norm1.weight"),
                gated ? "mlp.weights_in" : "mlp.fc1",
                gated ? "mlp.weights_out" : "mlp.fc2",
                "attention.attention.query",
                "layer_scale1.lambda1");
        VitFacts sizes = new VitFacts(facts, names, facts.config(), VitKeys.HUGGING_FACE);
        String registers = p + "embeddings.register_tokens";
        VitOptions options = options(
                facts,
                sizes,
                registers,
                p + "embeddings.patch_embeddings.projection.bias",
                VitFacts.activation(facts.config(), Activation.GELU),
                facts.has(registers) ? PositionInterpolation.BICUBIC_ANTIALIAS : PositionInterpolation.BICUBIC);
        return VitFit.published(
                name(),
                facts,
                options,
                sizes.channels(),
                VitLayouts.huggingFaceDinov2(options, sizes.channels(), p),
                p + "encoder.layer.",
                head(facts, options.width()));
    }

    /** HuggingFace's classifiers take the class token and the mean of the patches. */
    private static Optional<Head> head(CheckpointFacts facts, int width) throws MisfitException {
        Optional<Head> usual = VitFit.head(facts, "classifier", width);
        return usual.isPresent()
                ? usual
                : VitFit.head(facts, "classifier", 2 * width).map(Head::withMean);
    }

    private static VitOptions options(
            CheckpointFacts facts,
            VitFacts sizes,
            String registers,
            String bias,
            Activation activation,
            PositionInterpolation interpolation)
            throws MisfitException {
        int count = facts.shape(registers).map(shape -> (int) shape.get(1)).orElse(0);
        return new VitOptions(
                sizes.grid(1, bias),
                new Tokens(true, count, new Positions.Learned(true, interpolation), false),
                sizes.depth(),
                sizes.block(OptionalInt.empty(), activation, EPSILON),
                new Readout.Pooled(Pooling.CLASS_TOKEN, Norm.TOKENS),
                OptionalInt.empty(),
                0);
    }

    /** HuggingFace's configuration. The authors have none. */
    @Override
    public Optional<ObjectNode> config(EncoderOptions architecture, WeightLayout layout) {
        return layout.library().equals(VitLayouts.HUGGING_FACE) && architecture instanceof VitOptions options
                ? Optional.of(VitConfigs.dinov2(options))
                : Optional.empty();
    }
}
