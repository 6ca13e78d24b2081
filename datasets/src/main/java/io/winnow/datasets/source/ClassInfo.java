package io.winnow.datasets.source;

import java.util.List;
import java.util.Optional;

/**
 * What a label file says of a class.
 *
 * @param label the class name
 * @param name the class name in words; by default the label
 * @param description what the class means
 * @param parents labels of the classes above it
 */
public record ClassInfo(String label, String name, Optional<String> description, List<String> parents) {
    public ClassInfo {
        parents = List.copyOf(parents);
    }

    /** A class of which only the name is known. */
    static ClassInfo of(String label) {
        return new ClassInfo(label, label, Optional.empty(), List.of());
    }
}
