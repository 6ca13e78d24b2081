package io.winnow.trainer.recipe;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.modality.TaskData;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The data of the stage that tasks in this process work for, opened once for all of them. */
final class OpenData {
    private static String stage = "";
    private static Shared open;

    private OpenData() {}

    /** Data with the number of their users. They are closed by the last user once they are no longer wanted. */
    private static final class Shared {
        private final TaskData data;
        private int users;
        private boolean unwanted;

        private Shared(TaskData data) {
            this.data = data;
        }

        private void closeIfDone() throws IOException {
            if (unwanted && users == 0) {
                data.close();
            }
        }
    }

    /** The use of the data by a task. */
    static final class Use implements AutoCloseable {
        private final Shared shared;

        private Use(Shared shared) {
            this.shared = shared;
        }

        TaskData data() {
            return shared.data;
        }

        @Override
        public void close() {
            leave(shared);
        }
    }

    /** Returns the data of a stage, and opens them if they are not open. */
    static synchronized Use of(FollowedStage followed, Experiment experiment) throws IOException {
        return of(followed.key(), () -> {
            try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
                return followed.data().open(experiment.recipe().examples().orElseThrow(), manager);
            }
        });
    }

    /** Opens data. */
    @FunctionalInterface
    interface Opening {
        TaskData open() throws IOException;
    }

    /** Returns the data with a key, and opens them if they are not open. */
    static synchronized Use of(String key, Opening opening) throws IOException {
        if (!stage.equals(key)) {
            release();
            open = new Shared(opening.open());
            stage = key;
        }
        open.users++;
        return new Use(open);
    }

    private static synchronized void leave(Shared shared) {
        shared.users--;
        try {
            shared.closeIfDone();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the data, at once or, if tasks still use them, when the last one ends. */
    static synchronized void release() throws IOException {
        Shared released = open;
        open = null;
        stage = "";
        if (released != null) {
            released.unwanted = true;
            released.closeIfDone();
        }
    }
}
