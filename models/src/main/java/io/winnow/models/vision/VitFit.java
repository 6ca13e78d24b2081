package io.winnow.models.vision;

import ai.djl.ndarray.types.Shape;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.Published.Head;
import io.winnow.models.pretrained.WeightLayout;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares a checkpoint with the Vision Transformer that its sizes tell. */
final class VitFit {
    private static final int NAMES_SHOWN = 3;

    private VitFit() {}

    /**
     * Returns what was recognised, if the checkpoint has all arrays of the network, and none in its blocks that it has no place for.
     *
     * @param blocks beginning of the names in all blocks
     */
    static Published<EncoderOptions> published(
            String family,
            CheckpointFacts facts,
            VitOptions options,
            int channels,
            WeightLayout layout,
            String blocks,
            Optional<Head> head)
            throws MisfitException {
        Set<String> own = Set.copyOf(options.build(channels).getParameters().keys());
        List<String> missing = own.stream()
                .flatMap(name -> layout.stored(name).stream())
                .filter(name -> !facts.has(name))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw MisfitException.unsupported(
                    "it has no array " + some(missing) + ", which a network of its sizes needs");
        }
        List<String> others = layout.leftOver(own, facts.shapes().keySet()).stream()
                .filter(name -> name.startsWith(blocks))
                .sorted()
                .toList();
        if (!others.isEmpty()) {
            throw MisfitException.unsupported(
                    "it has " + some(others) + ", which the blocks of a Vision Transformer have no place for");
        }
        return new Published<>(family, options, layout, head);
    }

    private static String some(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
        return names.size() > NAMES_SHOWN ? shown + " and " + (names.size() - NAMES_SHOWN) + " more" : shown;
    }

    /**
     * Finds the linear layer on the representation.
     *
     * @param layer stored name of the layer, such as {@code head}
     * @param dimension length of the representation; a layer on anything else is left out
     */
    static Optional<Head> head(CheckpointFacts facts, String layer, int dimension) throws MisfitException {
        Optional<Shape> weight = facts.shape(layer + ".weight");
        boolean fits = weight.isPresent()
                && weight.get().dimension() == 2
                && weight.get().get(1) == dimension;
        return fits ? PublishedConfig.head(facts, layer, dimension) : Optional.empty();
    }
}
