package io.winnow.datasets.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the columns of a user's files mean (the section {@code data} of a configuration).
 *
 * @param metadata the files and which of their records are used
 * @param content what an item is
 * @param columns what else is known of an item
 * @param labels descriptions of the labels by their names, in the order of the description
 * @param use names of the labels that a training uses; if there is only one label, it may be left empty
 * @param settings what the user sets by other names than those of the keys here, such as {@code inputs} by an option, for messages
 */
public record DataDescription(
        Metadata metadata,
        Content content,
        ItemColumns columns,
        Map<String, LabelDescription> labels,
        List<String> use,
        Map<String, String> settings) {
    public DataDescription {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        use = List.copyOf(use);
        settings = Map.copyOf(settings);
    }

    /** A description whose keys the user sets by their names here. */
    public DataDescription(
            Metadata metadata,
            Content content,
            ItemColumns columns,
            Map<String, LabelDescription> labels,
            List<String> use) {
        this(metadata, content, columns, labels, use, Map.of());
    }

    /** The names of the labels that a training uses. */
    public List<String> used() {
        return use.isEmpty() && labels.size() == 1 ? List.copyOf(labels.keySet()) : use;
    }
}
