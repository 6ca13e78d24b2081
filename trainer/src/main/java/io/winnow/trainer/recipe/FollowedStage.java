package io.winnow.trainer.recipe;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.workers.Place;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a worker needs to know of a stage that another process leads. Paths are absolute: all processes see the same files.
 *
 * @param session distinguishes the process that leads from earlier ones
 * @param yaml configuration of the run
 * @param run folder of the run
 * @param name name of the stage
 * @param label number and name of the stage
 * @param seed seed of the stage
 * @param folders folders of all stages by name
 */
record FollowedStage(
        String session,
        String yaml,
        String run,
        String name,
        String label,
        long seed,
        LinkedHashMap<String, String> folders)
        implements Serializable {
    /** Identity of the stage in one process that leads. */
    String key() {
        return session + " " + run + " " + label;
    }

    Experiment experiment() {
        return DataRecord.located(Experiment.parse(run + "/config.yaml", yaml, List.of()), Path.of(run));
    }

    Stage stage(Experiment experiment) {
        return experiment.recipe().stages().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no stage " + name));
    }

    Map<String, Path> paths() {
        Map<String, Path> paths = new LinkedHashMap<>();
        folders.forEach((stage, folder) -> paths.put(stage, Path.of(folder)));
        return paths;
    }

    /** The data of the run, which the leader has opened and recorded. */
    RunData data() {
        return RunData.reading(Path.of(run), new Catalog(DataRoot.ofEnvironment()), false, line -> {});
    }

    /** Returns the device of a task. */
    private static Device device(Experiment experiment, Place place) {
        if (place.gpu().isPresent() && !experiment.device().equals("cpu")) {
            return Device.gpu(place.gpu().getAsInt());
        }
        if (experiment.device().startsWith("cuda")) {
            throw new UserException("device is " + experiment.device() + ", but Spark has given no GPU to a task on "
                    + place.name() + ". Set spark.task.resource.gpu.amount and spark.executor.resource.gpu.amount, or"
                    + " use the CPU with --set device=cpu.");
        }
        return Device.cpu();
    }

    /** Returns a manager on the device of a task. */
    static NDManager manager(Experiment experiment, Place place) {
        return NDManager.newBaseManager(device(experiment, place));
    }
}
