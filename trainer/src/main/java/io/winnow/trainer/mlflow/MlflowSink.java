package io.winnow.trainer.mlflow;

import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.MetricSink;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Records a training on an MLflow server. A thread of its own sends what the training measures, so that a server which is away, slow or fails
 * neither stops nor slows the training. What the server has not taken by the end is counted and said; {@code metrics.jsonl} has everything.
 */
public final class MlflowSink implements MetricSink {
    private static final Limits LIMITS = new Limits(50_000, Duration.ofSeconds(15));
    private static final long GATHER_MILLIS = 1000;
    private static final long MOST_PAUSE_MILLIS = 60_000;

    /** Prefix of the metrics in {@code result.json}, which have no step. */
    private static final String RESULT = "result";

    private final Source source;
    private final Limits limits;
    private final MlflowClient client;
    private final MlflowRun run;
    private final Consumer<String> messages;
    private final MlflowNames names = new MlflowNames();
    private final BlockingQueue<MlflowRun.Metric> waiting;
    private final AtomicLong measured = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicReference<String> warning = new AtomicReference<>();
    private final AtomicReference<RunStatus> status = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread worker;
    private volatile Optional<String> notUploaded = Optional.empty();
    private boolean warned;
    private long pauseMillis = 1000;

    /**
     * The training that is recorded.
     *
     * @param name name of the run on the server
     * @param tags versions and the like, by their names, such as {@code mlflow.source.git.commit}
     */
    public record Source(RunDirectory directory, String name, Map<String, String> tags) {}

    /**
     * What a server may cost a training.
     *
     * @param waiting number of values that wait while the server does not take them
     * @param last how long the training waits for the server at its end
     */
    record Limits(int waiting, Duration last) {}

    private MlflowSink(
            MlflowOptions options,
            Source source,
            Map<String, String> environment,
            Consumer<String> messages,
            Limits limits) {
        this.source = source;
        this.limits = limits;
        this.messages = messages;
        client = new MlflowClient(options.uri(), environment);
        run = new MlflowRun(client, source.directory.mlflow());
        waiting = new LinkedBlockingQueue<>(limits.waiting);
        worker = new Thread(() -> work(options.experiment()), "mlflow");
        worker.setDaemon(true);
    }

    /**
     * Starts to record a training. Returns at once.
     *
     * @param environment environment variables, which may have MLflow's credentials
     * @param messages takes warnings, on the thread of the training
     */
    public static MlflowSink start(
            MlflowOptions options, Source source, Map<String, String> environment, Consumer<String> messages) {
        return start(options, source, environment, messages, LIMITS);
    }

    static MlflowSink start(
            MlflowOptions options,
            Source source,
            Map<String, String> environment,
            Consumer<String> messages,
            Limits limits) {
        MlflowSink sink = new MlflowSink(options, source, environment, messages, limits);
        sink.worker.start();
        return sink;
    }

    @Override
    public void accept(MetricEvent event) {
        event.values()
                .forEach((metric, value) -> offer(event.stage() + "/" + metric, value, event.time(), event.step()));
        warn();
    }

    private void offer(String name, double value, double time, long step) {
        measured.incrementAndGet();
        if (!waiting.offer(new MlflowRun.Metric(names.of(name), value, Math.round(time * 1e3), step))) {
            dropped.incrementAndGet();
        }
    }

    /** Says the first failure, on the thread of the training. */
    private void warn() {
        String text = warning.get();
        if (text != null && !warned) {
            warned = true;
            messages.accept("Warning: MLflow at " + client.base() + " " + text
                    + ". The training goes on; metrics.jsonl has all metrics.");
        }
    }

    /** Waits a little until the server has everything, and says what it has not taken. */
    @Override
    public void ended(RunStatus newStatus) {
        if (newStatus == RunStatus.COMPLETED) {
            offerResult();
        }
        status.set(newStatus);
        over.countDown();
        boolean late = false;
        try {
            worker.join(limits.last.toMillis());
            late = worker.isAlive();
            worker.interrupt();
            worker.join(GATHER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        warn();
        long lost = dropped.get() + waiting.size();
        if (late && !warned) {
            messages.accept("Warning: MLflow at " + client.base() + " did not take everything within "
                    + limits.last.toSeconds() + " seconds of the end of the training.");
        }
        if (lost > 0) {
            messages.accept(lost + " of " + measured.get() + " values were not sent to MLflow at " + client.base()
                    + ". metrics.jsonl and result.json have them.");
        }
        notUploaded.ifPresent(
                why -> messages.accept("config.yaml and result.json were not uploaded to MLflow: " + why + "."));
    }

    private void offerResult() {
        try {
            Result result = Json.read(source.directory.result(), Result.class);
            result.metrics()
                    .forEach((metric, value) ->
                            offer(RESULT + "/" + metric, value, System.currentTimeMillis() / 1e3, 0));
        } catch (IOException e) {
            warning.compareAndSet(null, "did not get the results, because they cannot be read: " + e.getMessage());
        }
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private void work(String experiment) {
        try {
            List<MlflowRun.Pair> tags = source.tags.entrySet().stream()
                    .map(tag -> new MlflowRun.Pair(tag.getKey(), tag.getValue()))
                    .toList();
            Map<String, String> params = MlflowParams.of(Files.readString(source.directory.config()));
            if (repeat(() -> run.open(experiment, source.name, tags)) && repeat(() -> run.describe(params))) {
                sendAll();
                finish();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            warning.compareAndSet(null, "is no longer used: " + e);
        }
    }

    private void sendAll() throws IOException, InterruptedException {
        boolean last = false;
        while (!last) {
            last = over.await(GATHER_MILLIS, TimeUnit.MILLISECONDS); // all that is measured has been offered by then
            boolean some = !waiting.isEmpty();
            while (!waiting.isEmpty()) {
                List<MlflowRun.Metric> batch = new ArrayList<>();
                waiting.drainTo(batch, MlflowRun.MOST_METRICS);
                batch.removeIf(metric -> !run.isNew(metric));
                dropped.addAndGet(batch.size()); // unless they are taken
                if (repeat(() -> run.send(batch))) {
                    dropped.addAndGet(-batch.size());
                }
            }
            if (some) {
                run.save();
            }
        }
    }

    private void finish() throws InterruptedException {
        String shown =
                switch (status.get()) {
                    case COMPLETED -> "FINISHED";
                    case STOPPED -> "KILLED";
                    case FAILED, RUNNING -> "FAILED";
                };
        repeat(() -> run.end(shown));
        if (!repeat(() -> notUploaded = run.upload(List.of(source.directory.config(), source.directory.result())))) {
            notUploaded = Optional.of("the server failed");
        }
    }

    /**
     * Performs a step, again and again while the server does not answer, with growing pauses. Once the training is over, it has one more try.
     *
     * @return whether it has succeeded
     */
    private boolean repeat(Step step) throws InterruptedException {
        while (true) {
            boolean last = over.getCount() == 0;
            try {
                step.run();
                pauseMillis = 1000;
                return true;
            } catch (IOException e) {
                warning.compareAndSet(
                        null, e instanceof MlflowException ? e.getMessage() : "cannot be used: " + e.getMessage());
                if (last || !(e instanceof MlflowException failure && failure.isPassing())) {
                    return false;
                }
            }
            over.await(pauseMillis, TimeUnit.MILLISECONDS);
            pauseMillis = Math.min(MOST_PAUSE_MILLIS, 2 * pauseMillis);
        }
    }
}
