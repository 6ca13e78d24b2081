package io.winnow.models.vision;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.layer.Activation;
import io.winnow.models.layer.BlockOptions;
import io.winnow.models.layer.FeedForward;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.MisfitException;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads the sizes of a Vision Transformer from the shapes of a checkpoint, and compares them with its configuration (specification
 * "Pretrained encoders", section 1).
 */
final class VitFacts {
    /** Length of an attention head in nearly all published networks. */
    private static final int HEAD = 64;

    /** Widths of the published networks (so400m, huge, giant, gigantic) that have 16 heads of another length. */
    private static final Set<Integer> WIDTHS_OF_16_HEADS = Set.of(1152, 1280, 1408, 1664);

    private final CheckpointFacts facts;
    private final VitNames names;
    private final JsonNode config;
    private final VitKeys keys;
    private final Shape kernels;

    /**
     * @param names the library's names of arrays
     * @param config the part of the configuration that describes the image encoder
     * @param keys the library's keys in it
     * @throws MisfitException if the configuration contradicts the width, the depth, or the size of patches
     */
    VitFacts(CheckpointFacts facts, VitNames names, JsonNode config, VitKeys keys) throws MisfitException {
        this.facts = facts;
        this.names = names;
        this.config = config;
        this.keys = keys;
        kernels = facts.require(names.patches());
        if (kernels.dimension() != 4 || kernels.get(2) != kernels.get(3)) {
            throw MisfitException.unsupported("the array " + names.patches() + " has shape " + kernels
                    + ", but must be the kernels of square patches (width, channels, side, side)");
        }
        CheckpointFacts.agree(config, keys.width(), width(), names.patches());
        CheckpointFacts.agree(config, keys.channels(), channels(), names.patches());
        CheckpointFacts.agree(config, keys.patch(), side(), names.patches());
        CheckpointFacts.agree(config, keys.depth(), depth(), "the list of blocks");
    }

    int width() {
        return (int) kernels.get(0);
    }

    int channels() {
        return (int) kernels.get(1);
    }

    int depth() {
        return names.blocks().size();
    }

    private int side() {
        return (int) kernels.get(2);
    }

    /** The number of vectors among the learned positions. */
    int positions() throws MisfitException {
        Shape shape = facts.require(names.positions());
        return (int) shape.get(shape.dimension() - 2);
    }

    /**
     * Returns the grid of patches that the learned positions are for: the one of the configuration's image size, else a square.
     *
     * @param prefix number of vectors that are not of patches
     * @param bias name of the bias of the patches
     */
    VitOptions.Patches grid(int prefix, String bias) throws MisfitException {
        int count = positions() - prefix;
        VitOptions.Patches square = new VitOptions.Patches(
                (int) Math.round(Math.sqrt(count)), (int) Math.round(Math.sqrt(count)), side(), facts.has(bias));
        VitOptions.Patches grid = grid(square);
        if (grid.rows() * grid.columns() != count) {
            throw MisfitException.unsupported(
                    grid.equals(square)
                            ? "the array " + names.positions() + " has positions of " + count
                                    + " patches, which is not a square, and no configuration tells the image size"
                            : "the configuration says " + keys.image() + ": " + config.path(keys.image())
                                    + ", which has " + grid.rows() * grid.columns() + " patches of " + side()
                                    + " pixels, but the shape of " + names.positions() + " says " + count);
        }
        return grid;
    }

    /** The grid of the configuration's image size, or another one if it says none. */
    VitOptions.Patches grid(VitOptions.Patches otherwise) {
        JsonNode image = config.path(keys.image());
        if (image.isNumber() || (image.isArray() && image.size() == 2)) {
            int height = image.isArray() ? image.get(0).asInt() : image.asInt();
            int width = image.isArray() ? image.get(1).asInt() : image.asInt();
            return new VitOptions.Patches(height / side(), width / side(), side(), otherwise.bias());
        }
        return otherwise;
    }

    /** A square grid for a network without learned positions, whose configuration may say another one. */
    VitOptions.Patches gridOf(int imageSize, String bias) {
        return grid(new VitOptions.Patches(imageSize / side(), imageSize / side(), side(), facts.has(bias)));
    }

    /** Whether there is a number of vectors that fills a square. */
    static boolean isSquare(int count) {
        int side = (int) Math.round(Math.sqrt(count));
        return side * side == count;
    }

    /**
     * Returns the form of the blocks.
     *
     * @param heads number of heads by the configuration, if it tells it other than under its key
     */
    BlockOptions block(OptionalInt heads, Activation activation, double epsilon) throws MisfitException {
        String first = names.blocks().get(0);
        Shape expand = facts.require(first + names.expand() + ".weight");
        Shape contract = facts.require(first + names.contract() + ".weight");
        int hidden = (int) contract.get(1);
        FeedForward feedForward =
                expand.get(0) == 2L * hidden ? new FeedForward.SwiGlu(hidden) : new FeedForward.Mlp(hidden, activation);
        CheckpointFacts.agree(config, keys.hidden(), hidden, first + names.contract() + ".weight");
        return new BlockOptions(
                width(),
                heads(heads),
                feedForward,
                config.path("layer_norm_eps").asDouble(epsilon),
                facts.has(first + names.queries() + ".bias"),
                !names.scale().isEmpty() && facts.has(first + names.scale())
                        ? OptionalDouble.of(1)
                        : OptionalDouble.empty());
    }

    /** The number of heads: by the configuration, else by the caller, else as published networks of this width have. */
    private int heads(OptionalInt configured) throws MisfitException {
        JsonNode stated = config.path(keys.heads());
        OptionalInt known = stated.isNumber() ? OptionalInt.of(stated.asInt()) : configured;
        OptionalInt given = facts.given().heads();
        if (known.isPresent() && given.isPresent() && !known.equals(given)) {
            throw MisfitException.unsupported("the configuration says " + known.getAsInt()
                    + " attention heads, but heads is " + given.getAsInt() + ". Leave heads out");
        }
        int heads = known.orElse(given.orElse(usualHeads()));
        if (heads < 1 || width() % heads != 0) {
            throw MisfitException.unsupported(
                    heads < 1
                            ? "neither its arrays nor a configuration tell the number of attention heads of tokens of width "
                                    + width()
                                    + "; say it by heads (--heads of winnow model inspect, encoder.heads of a training), or put"
                                    + " config.json beside the weights"
                            : heads + " attention heads do not divide tokens of width " + width());
        }
        return heads;
    }

    private int usualHeads() {
        if (WIDTHS_OF_16_HEADS.contains(width())) {
            return 16;
        }
        return width() % HEAD == 0 ? width() / HEAD : 0;
    }

    /**
     * Returns the activation function that a configuration of HuggingFace says.
     *
     * @param usual the one it means when it says none
     */
    static Activation activation(JsonNode config, Activation usual) throws MisfitException {
        String name = config.path("hidden_act").asText(usual.configName());
        return Activation.named(name)
                .orElseThrow(() -> MisfitException.unsupported(
                        "the configuration says hidden_act: " + name + ", but must be one of " + Activation.NAMES));
    }
}
