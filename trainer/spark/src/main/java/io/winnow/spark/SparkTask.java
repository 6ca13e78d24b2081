package io.winnow.spark;

import io.winnow.trainer.run.NonFiniteException;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.workers.Place;
import io.winnow.trainer.workers.Workers.Task;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.resource.ResourceInformation;

/** Computes a task of a run in a task of Spark, with the processors and the GPU that Spark has given to it. */
record SparkTask(Broadcast<Task> task) implements Function<Integer, TaskResult> {
    @Override
    public TaskResult call(Integer number) throws IOException {
        SparkEnv environment = SparkEnv.get();
        String host = environment.blockManager().blockManagerId().host();
        String location = "executor_" + host + "_" + environment.executorId();
        Map<Integer, String> here = Map.of(number, location);
        TaskContext own = TaskContext.get();
        ResourceInformation gpu = own.resourcesJMap().get("gpu");
        Place place = new Place(
                own.cpus(),
                gpu == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(gpu.addresses()[0])),
                "executor " + environment.executorId() + " on " + host);
        try {
            return new TaskResult(number, here, task.value().run(number, place), null, false);
        } catch (UserException e) {
            return new TaskResult(number, here, null, e.getMessage(), true);
        } catch (NonFiniteException e) {
            return new TaskResult(number, here, null, e.getMessage(), false);
        }
    }
}
