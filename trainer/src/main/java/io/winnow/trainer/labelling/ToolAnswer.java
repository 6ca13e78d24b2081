package io.winnow.trainer.labelling;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a person answered in a tool.
 *
 * @param id key of the item
 * @param labels names of the classes; one for items with one class each, and none unless the status is {@link Status#LABELLED}
 * @param status whether the item was labelled
 * @param annotator who answered; empty if the file does not say
 * @param time when, as the file writes it; empty if it does not say
 * @param expert whether the tool marks the answer as the truth; empty if the file does not say
 * @param place where the answer is in the file, for messages
 * @param boxes boxes around the objects, whose classes are the labels; none if the item was labelled as a whole
 */
public record ToolAnswer(
        String id,
        List<String> labels,
        Status status,
        Optional<String> annotator,
        Optional<String> time,
        Optional<Boolean> expert,
        String place,
        List<LabelledBox> boxes) {
    public ToolAnswer {
        boxes = List.copyOf(boxes);
    }

    /** Returns the same answer without its classes, as one of a person who could not tell. */
    public ToolAnswer unclear() {
        return new ToolAnswer(id, List.of(), Status.UNCLEAR, annotator, time, expert, place, List.of());
    }

    /** Returns the same answer as one of another annotator. */
    public ToolAnswer by(String other) {
        return new ToolAnswer(id, labels, status, Optional.of(other), time, expert, place, boxes);
    }

    /** What became of an item. */
    public enum Status {
        LABELLED,
        /** The person passed over it. */
        SKIPPED,
        /** The person could not tell. */
        UNCLEAR,
        /** The item should not be in the data, such as a damaged image. */
        BAD;

        /** The name in files. */
        @JsonValue
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the status of a name in a file, ignoring case; empty if there is none. */
        public static Optional<Status> find(String key) {
            return Arrays.stream(values())
                    .filter(status -> status.key().equalsIgnoreCase(key))
                    .findFirst();
        }
    }
}
