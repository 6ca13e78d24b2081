package io.winnow.trainer.recipe;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.modality.TaskData;
import java.io.IOException;

/** The data of the stage that tasks in this process work for, opened once for all of them. */
final class OpenData {
    private static String stage = "";
    private static TaskData open;
    private static int users;

    private OpenData() {}

    /** The use of the data by a task. */
    record Use(TaskData data) implements AutoCloseable {
        @Override
        public void close() {
            leave();
        }
    }

    /** Returns the data of a stage, and opens them if they are not open. */
    static synchronized Use of(FollowedStage followed, Experiment experiment) throws IOException {
        if (!stage.equals(followed.key())) {
            release();
            try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
                open = followed.data().open(experiment.recipe().examples().orElseThrow(), manager);
            }
            stage = followed.key();
        }
        users++;
        return new Use(open);
    }

    private static synchronized void leave() {
        users--;
    }

    /** Closes the data, unless a task still uses them. */
    static synchronized void release() throws IOException {
        if (open != null && users == 0) {
            open.close();
        }
        open = null;
        users = 0;
        stage = "";
    }
}
