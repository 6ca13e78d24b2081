package io.winnow.models.layer;

import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a network between its input and its output, see {@link Layer#sections}.
 *
 * @param parts names of the layers and parameters that it consists of
 * @param parameters names of all of its parameters in the network
 * @param layers its layers; parameters of the network itself belong to none of them
 */
public record Section(List<String> parts, List<String> parameters, List<Layer> layers) {
    static Section empty() {
        return new Section(List.of(), List.of(), List.of());
    }

    /** Returns this section with a parameter of the network itself. */
    Section with(String parameter) {
        return new Section(joined(parts, List.of(parameter)), joined(parameters, List.of(parameter)), layers);
    }

    /** Returns this section with a child of the network; one without parameters only adds its layer. */
    Section with(String name, Block part) {
        List<String> own = part.getParameters().keys().stream()
                .map(parameter -> name + "." + parameter)
                .toList();
        return new Section(
                own.isEmpty() ? parts : joined(parts, List.of(name)),
                joined(parameters, own),
                part instanceof Layer layer ? joined(layers, List.of(layer)) : layers);
    }

    /** Returns this section as a part of a network that has its network as a child with this name. */
    Section within(String name) {
        return new Section(
                parts.stream().map(each -> name + "." + each).toList(),
                parameters.stream().map(each -> name + "." + each).toList(),
                layers);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
