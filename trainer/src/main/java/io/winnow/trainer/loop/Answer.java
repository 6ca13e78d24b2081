package io.winnow.trainer.loop;

import io.winnow.trainer.labelling.ToolAnswer;
import java.util.Optional;

/**
 * A line of {@code answers.jsonl}.
 *
 * @param id id of the item
 * @param label name of its class; empty unless the status is labelled
 * @param annotator who answered
 * @param round number of the last round that asked for the item; 0 for the test items and for items that no round asked for
 * @param time when, as the tool wrote it, or when the answer was read
 * @param source name of the file that it was read from
 * @param status whether the item was labelled
 * @param expert whether the tool marks the answer as the truth
 */
public record Answer(
        String id,
        Optional<String> label,
        String annotator,
        int round,
        String time,
        String source,
        ToolAnswer.Status status,
        boolean expert) {
    /** Returns whether another answer says the same. */
    boolean agreesWith(Answer other) {
        return label.equals(other.label) && status == other.status && expert == other.expert;
    }

    /** What the answer says, for messages. */
    String said() {
        return label.orElse(status.key());
    }
}
