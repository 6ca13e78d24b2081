package io.winnow.spark;

import io.winnow.trainer.run.UserException;
import io.winnow.trainer.workers.OneProcess;
import io.winnow.trainer.workers.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SignalUtils;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/** The executors of Spark as workers. A task of a run is a task of Spark, which computes it again elsewhere if its executor is lost. */
final class SparkWorkers implements Workers {
    /** How long executors may take to register, in milliseconds. */
    private static final long REGISTRATION_MILLIS = 60_000;

    private final JavaSparkContext context;
    private final int count;
    /** For each name of a call, where its tasks were computed last, as Spark writes the location of an executor. */
    private final Map<String, Map<Integer, String>> places = new ConcurrentHashMap<>();

    private SparkWorkers(JavaSparkContext context, int count) {
        this.context = context;
        this.count = count;
    }

    /** Waits until executors have registered. */
    static SparkWorkers on(JavaSparkContext context, Consumer<String> say) throws SparkException {
        int cpus = context.getConf().getInt("spark.task.cpus", 1);
        try {
            int slots = slots(context, cpus);
            long end = System.currentTimeMillis() + REGISTRATION_MILLIS;
            while (slots == 0 && System.currentTimeMillis() < end) {
                Thread.sleep(200);
                slots = slots(context, cpus);
            }
            if (slots == 0) {
                throw new UserException("No executor of Spark at " + context.master() + " has registered within "
                        + REGISTRATION_MILLIS / 1000
                        + " seconds. Check the address, start workers there, or ask for less"
                        + " memory with -Dspark.executor.memory in WINNOW_JAVA_OPTS.");
            }
            context.sc().addSparkListener(new LostExecutors(say));
            return new SparkWorkers(context, slots);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SparkException("interrupted", e);
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    /** Number of tasks that the registered executors can compute at the same time. */
    private static int slots(JavaSparkContext context, int cpus) {
        if (context.isLocal()) {
            return context.defaultParallelism();
        }
        int executors = context.sc().statusTracker().getExecutorInfos().length - 1; // without the driver
        return executors < 1 ? 0 : Math.max(executors, context.defaultParallelism() / cpus);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public String description() {
        return count + (count == 1 ? " task" : " tasks at a time") + " on Spark " + context.version() + " ("
                + context.master() + ")";
    }

    @Override
    public List<byte[]> map(String name, int tasks, boolean sticky, Task task) throws IOException {
        Map<Integer, String> last = places(name, sticky);
        Broadcast<Task> sent = context.broadcast(task);
        try {
            context.sc().setJobDescription(name);
            List<TaskResult> results = new ArrayList<>(
                    located(tasks, last).map(new SparkTask(sent)).collect());
            results.sort(Comparator.comparingInt(TaskResult::number));
            if (sticky) {
                results.forEach(result -> last.putAll(result.locations()));
            }
            List<byte[]> values = new ArrayList<>();
            for (TaskResult result : results) {
                values.add(result.value());
            }
            return values;
        } catch (Exception e) {
            throw failure(name, e);
        } finally {
            sent.destroy();
        }
    }

    private Map<Integer, String> places(String name, boolean sticky) {
        return sticky ? places.computeIfAbsent(name, key -> new ConcurrentHashMap<>()) : Map.of();
    }

    @Override
    public byte[] reduce(String name, int tasks, boolean sticky, Task task, Combine combine) throws IOException {
        Map<Integer, String> last = places(name, sticky);
        Broadcast<Task> sent = context.broadcast(task);
        try {
            context.sc().setJobDescription(name);
            int left = tasks;
            JavaPairRDD<Integer, TaskResult> level = located(tasks, last)
                    .map(new SparkTask(sent))
                    .mapToPair(result -> new Tuple2<>(result.number(), result));
            while (left > OneProcess.FAN_IN) {
                left = (left + OneProcess.FAN_IN - 1) / OneProcess.FAN_IN;
                // The groups are those of OneProcess, and so is the order within each: the result has the same bits.
                level = level.mapToPair(each -> new Tuple2<>(each._1() / OneProcess.FAN_IN, each._2()))
                        .groupByKey(left)
                        .mapToPair(group -> new Tuple2<>(group._1(), combined(group._1(), group._2(), combine)));
            }
            TaskResult whole = combined(0, new ArrayList<>(level.values().collect()), combine);
            if (sticky) {
                last.putAll(whole.locations());
            }
            return whole.value();
        } catch (Exception e) {
            throw failure(name, e);
        } finally {
            sent.destroy();
        }
    }

    private static TaskResult combined(int number, Iterable<TaskResult> results, Combine combine) throws IOException {
        List<TaskResult> sorted = new ArrayList<>();
        results.forEach(sorted::add);
        sorted.sort(Comparator.comparingInt(TaskResult::number));
        List<byte[]> values = new ArrayList<>();
        Map<Integer, String> locations = new HashMap<>();
        for (TaskResult each : sorted) {
            locations.putAll(each.locations());
            if (each.mistake() != null) {
                return new TaskResult(number, locations, null, each.mistake(), each.user());
            }
            values.add(each.value());
        }
        return new TaskResult(
                number, locations, values.size() == 1 ? values.get(0) : combine.combine(values), null, false);
    }

    /** The numbers of the tasks, each in a partition of its own that prefers its location. */
    private JavaRDD<Integer> located(int tasks, Map<Integer, String> last) {
        List<Tuple2<Integer, Seq<String>>> numbers = IntStream.range(0, tasks)
                .mapToObj(number -> new Tuple2<>(
                        number,
                        CollectionConverters.asScala(
                                        last.containsKey(number)
                                                ? List.of(last.get(number))
                                                : Collections.<String>emptyList())
                                .toSeq()))
                .toList();
        return context.sc()
                .makeRDD(CollectionConverters.asScala(numbers).toSeq(), ClassTag$.MODULE$.<Integer>apply(Integer.class))
                .toJavaRDD();
    }

    /** What a failed job means: a mistake of the user that a task found, or a failure of the cluster. */
    private static IOException failure(String name, Exception e) {
        if (e instanceof UserException mistake) {
            throw mistake;
        }
        if (e instanceof IOException failure) {
            return failure;
        }
        // The first line names the task and what it threw; the others are a stack trace that is in the cause as well.
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new IOException("Spark could not compute the " + name + ": " + reason, e);
    }

    /** Spark ends itself when the process ends, before a round could be saved; so the process must not begin to end. */
    @Override
    public void whenAskedToEnd(Runnable action) {
        AtomicBoolean asked = new AtomicBoolean();
        for (String signal : List.of("INT", "TERM")) {
            SignalUtils.register(signal, () -> {
                if (asked.getAndSet(true)) {
                    return false; // to end as usual
                }
                action.run();
                return true;
            });
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
