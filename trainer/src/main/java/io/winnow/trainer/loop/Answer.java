package io.winnow.trainer.loop;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.winnow.datasets.Plural;
import io.winnow.datasets.file.IsoTime;
import io.winnow.trainer.labelling.LabelledBox;
import io.winnow.trainer.labelling.ToolAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A line of {@code answers.jsonl}.
 *
 * @param id id of the item
 * @param labels names of its classes: one, or any number if items may have several; none unless the status is labelled
 * @param annotator who answered
 * @param round number of the last round that asked for the item; 0 for the test items and for items that no round asked for
 * @param time when, as the tool wrote it, or when the answer was read
 * @param timed whether the tool wrote the time
 * @param source name of the file that it was read from
 * @param status whether the item was labelled
 * @param expert whether the tool marks the answer as the truth
 * @param objects boxes around the objects, if the annotator drew some
 */
public record Answer(
        String id,
        List<String> labels,
        String annotator,
        int round,
        String time,
        boolean timed,
        String source,
        ToolAnswer.Status status,
        boolean expert,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<LabelledBox> objects) {
    public Answer {
        labels = List.copyOf(labels);
        // Lines of items that were labelled as a whole do not have them.
        objects = objects == null ? List.of() : List.copyOf(objects);
    }

    /** Returns whether the answer was given before another one; false if a tool did not write both times in a form that is known. */
    boolean isBefore(Answer other) {
        if (!timed || !other.timed) {
            return false;
        }
        Optional<Instant> own = IsoTime.find(time);
        Optional<Instant> others = IsoTime.find(other.time);
        return own.isPresent() && others.isPresent() && own.get().isBefore(others.get());
    }

    /** Returns whether another answer says the same. */
    boolean agreesWith(Answer other) {
        return Set.copyOf(labels).equals(Set.copyOf(other.labels))
                && status == other.status
                && expert == other.expert
                && objects.equals(other.objects);
    }

    /** What the answer says, for messages. */
    String said() {
        return status != ToolAnswer.Status.LABELLED
                ? status.key()
                : labels.isEmpty()
                        ? "none of the classes"
                        : String.join(", ", labels)
                                + (objects.isEmpty() ? "" : " (" + Plural.of(objects.size(), "box", "boxes") + ")");
    }
}
