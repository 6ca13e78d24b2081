package io.winnow.trainer.audit.item;

import io.winnow.trainer.modality.TaskData;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that an audit found on an example.
 *
 * @param kind what it is
 * @param example the training example
 * @param other the example that it is alike; empty for an outlier
 * @param measure similarity to the other example, 1 if they are equal; of an outlier, the distance to its neighbours
 */
public record ItemFinding(Kind kind, Example example, Optional<Example> other, double measure) {
    /** What may be found. */
    public enum Kind {
        /** Two training examples that are the same or nearly so, with labels that cannot both be right. */
        CONTRADICTION,
        /** A training example that is in another part as well, exactly or nearly. */
        LEAK,
        /** A training example that repeats another one, exactly or nearly. */
        DUPLICATE,
        /** A training example that is far from all others. */
        OUTLIER;

        /** Returns the name of the kind in files. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An example of any part.
     *
     * @param part its part
     * @param index its index in {@link TaskData#of}
     * @param row its row in the audit if it is a training example; otherwise -1
     * @param key its key
     * @param label its label as text, see {@link io.winnow.datasets.label.LabelText}; empty if it has none
     */
    public record Example(TaskData.Part part, int index, int row, String key, String label) {
        /** Returns the name of the part in files. */
        public String partName() {
            return part.name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the training examples that it is about: one or two. */
    public List<Example> trainExamples() {
        return Stream.concat(Stream.of(example), other.stream())
                .filter(each -> each.row() >= 0)
                .toList();
    }
}
