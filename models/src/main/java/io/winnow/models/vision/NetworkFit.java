package io.winnow.models.vision;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.MisfitException;
import io.winnow.models.pretrained.WeightLayout;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Compares a checkpoint with the network that its sizes tell, so that variants which have other arrays or shapes are refused. */
final class NetworkFit {
    private NetworkFit() {}

    /**
     * Refuses variants that are known by the names of their arrays.
     *
     * @param variants what gives a variant away: a pattern of names, and what they stand for
     */
    static void refuse(CheckpointFacts facts, Map<Pattern, String> variants) throws MisfitException {
        for (String name : facts.shapes().keySet().stream().sorted().toList()) {
            for (Map.Entry<Pattern, String> variant : variants.entrySet()) {
                if (variant.getKey().matcher(name).matches()) {
                    throw MisfitException.unsupported(
                            "it is a variant with " + variant.getValue() + ", as the array " + name + " tells");
                }
            }
        }
    }

    /**
     * Checks that a checkpoint has all arrays of a network, in their shapes, and no others in the same part.
     *
     * @param network the network, which need not be initialised
     * @param inside pattern of the names of arrays that belong to the network and not to a head
     */
    static void check(CheckpointFacts facts, Layer network, WeightLayout layout, Pattern inside)
            throws MisfitException {
        Set<String> own = new LinkedHashSet<>();
        for (Pair<String, Parameter> pair : network.getParameters()) {
            own.add(pair.getKey());
            for (String name : layout.stored(pair.getKey())) {
                Shape expected = pair.getValue().getShape();
                Shape found = facts.shape(name)
                        .orElseThrow(() -> MisfitException.unsupported(
                                "it has no array " + name + " " + expected + ", which the network needs"));
                if (!withoutOnes(found).equals(withoutOnes(expected))) {
                    throw MisfitException.unsupported("the array " + name + " has shape " + found
                            + ", but the sizes of the other arrays require " + expected);
                }
            }
        }
        List<String> others = layout.leftOver(own, facts.shapes().keySet()).stream()
                .filter(name -> inside.matcher(name).matches())
                .sorted()
                .toList();
        if (!others.isEmpty()) {
            throw MisfitException.unsupported("it has the array " + others.get(0) + " "
                    + facts.require(others.get(0)) + ", which the network has no place for"
                    + (others.size() > 1 ? " (and " + (others.size() - 1) + " more)" : ""));
        }
    }

    /** Layouts may add or remove axes of length 1, but not change the order of the others. */
    private static List<Long> withoutOnes(Shape shape) {
        return Arrays.stream(shape.getShape())
                .filter(length -> length != 1)
                .boxed()
                .toList();
    }
}
