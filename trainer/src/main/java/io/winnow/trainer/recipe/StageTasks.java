package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.workers.Place;
import io.winnow.trainer.workers.Workers;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Divides the work of a stage into tasks. The workers of the run compute them; if there are none, this process does, one after the other. */
public final class StageTasks {
    private StageTasks() {}

    /** A task, which gives the same result wherever and however often it is computed. */
    @FunctionalInterface
    public interface Task extends Serializable {
        /**
         * Computes the task.
         *
         * @param number number of the task, from 0
         */
        byte[] run(int number, Site site) throws IOException;
    }

    /**
     * What a task finds where it is computed.
     *
     * @param experiment configuration of the run
     * @param data the data of the run, which are closed by others
     * @param manager manager on the device of the task, which is closed after it
     */
    public record Site(Experiment experiment, TaskData data, NDManager manager) {}

    /**
     * Computes tasks, each with one thread unless its worker has more, so that results have the same bits with and without workers.
     *
     * @param data the data of the run, as this process has opened them
     * @param name what is computed, for people
     * @return the results in the order of the tasks
     */
    public static List<byte[]> map(StageContext context, TaskData data, String name, int tasks, Task task)
            throws IOException {
        Optional<Workers> workers = context.workers();
        if (workers.isPresent()) {
            return workers.get().map(name, tasks, false, new Sent(context.followed(), task));
        }
        int threads = Threads.ofEngine();
        Threads.use(1);
        try {
            List<byte[]> results = new ArrayList<>();
            for (int number = 0; number < tasks; number++) {
                try (Autograd.Recording pause = Autograd.pause();
                        NDManager manager = context.manager().newSubManager()) {
                    results.add(task.run(number, new Site(context.experiment(), data, manager)));
                }
            }
            return results;
        } finally {
            Threads.use(threads);
        }
    }

    /** A task on its way to a worker. */
    private record Sent(FollowedStage stage, Task task) implements Workers.Task {
        @Override
        public byte[] run(int number, Place place) throws IOException {
            Threads.use(place.processors());
            Experiment experiment = stage.experiment();
            try (Autograd.Recording pause = Autograd.pause();
                    NDManager manager = FollowedStage.manager(experiment, place);
                    OpenData.Use use = OpenData.of(stage, experiment)) {
                return task.run(number, new Site(experiment, use.data(), manager));
            }
        }
    }
}
