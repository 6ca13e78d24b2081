package io.winnow.models.pretrained;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.winnow.models.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Named arrays from which a model can be initialized.
 *
 * @param source the file or model that they come from, for error messages
 * @param arrays the arrays by parameter name, of any numeric type
 */
public record PretrainedWeights(String source, Map<String, NDArray> arrays) {
    private static final int NAMES_SHOWN = 4;

    /** Returns the same arrays under the names that {@code rename} gives. */
    public PretrainedWeights renamed(UnaryOperator<String> rename) {
        Map<String, NDArray> renamed = new LinkedHashMap<>();
        arrays.forEach((name, array) -> renamed.put(rename.apply(name), array));
        return new PretrainedWeights(source, renamed);
    }

    /**
     * Copies the arrays into the parameters of an initialised block, converting them to its type and device. Arrays that the block has no
     * parameter for are ignored.
     *
     * @throws IllegalArgumentException if an array is missing or has another shape; the block is then unchanged
     */
    public void loadInto(Block block) {
        loadInto(block, Set.copyOf(block.getParameters().keys()));
    }

    /**
     * Copies the arrays into some parameters of an initialised block, as the other method does.
     *
     * @param chosen names of these parameters; the others do not change
     */
    public void loadInto(Block block, Set<String> chosen) {
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        List<Pair<String, Parameter>> parameters = new ArrayList<>();
        for (Pair<String, Parameter> pair : block.getParameters()) {
            if (chosen.contains(pair.getKey())) {
                parameters.add(pair);
            }
        }
        for (Pair<String, Parameter> pair : parameters) {
            NDArray target = pair.getValue().getArray();
            NDArray array = arrays.get(pair.getKey());
            if (array == null) {
                missing.add(pair.getKey() + " " + target.getShape());
            } else if (!array.getShape().equals(target.getShape())) {
                misshapen.add(pair.getKey() + " has shape " + array.getShape() + " instead of " + target.getShape());
            }
        }
        if (!missing.isEmpty() || !misshapen.isEmpty()) {
            throw new IllegalArgumentException(source + " does not fit this model."
                    + (missing.isEmpty() ? "" : " Missing: " + some(missing) + ". Found: " + some(names()) + ".")
                    + (misshapen.isEmpty() ? "" : " Wrong shapes: " + some(misshapen) + ".")
                    + " Use weights of a model with the same options.");
        }
        for (Pair<String, Parameter> pair : parameters) {
            Tensors.copy(arrays.get(pair.getKey()), pair.getValue().getArray());
        }
    }

    private List<String> names() {
        return arrays.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().getShape())
                .toList();
    }

    private static String some(List<String> all) {
        String shown = all.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
        return all.isEmpty()
                ? "nothing"
                : all.size() > NAMES_SHOWN ? shown + " and " + (all.size() - NAMES_SHOWN) + " more" : shown;
    }
}
