package io.winnow.trainer.recipe.federated;

import io.winnow.trainer.modality.RelabelledData;
import io.winnow.trainer.modality.TaskData;
import java.io.Serializable;

/**
 * A client and its examples.
 *
 * @param number number of the client, on which its random draws depend
 * @param name its name
 * @param labelled positions of its labelled examples among the training examples in use, ascending
 * @param unlabelled positions of its unlabelled examples in {@link #unlabelledOf}, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record Client(int number, String name, int[] labelled, int[] unlabelled) implements Serializable {
    /** Returns all examples that may be unlabelled ones of a client: those without a label, or if every example has one, all without theirs. */
    static TaskData unlabelledOf(TaskData data) {
        return data.unlabelled(false).orElseGet(() -> RelabelledData.withheld(data));
    }

    /** Its labelled examples. */
    TaskData labelledIn(TaskData data) {
        return data.select(labelled);
    }

    /** Its unlabelled examples. */
    TaskData unlabelledIn(TaskData data) {
        return unlabelledOf(data).select(unlabelled);
    }

    int size() {
        return labelled.length + unlabelled.length;
    }
}
