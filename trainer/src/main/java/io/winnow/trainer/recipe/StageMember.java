package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.engine.RoundOptions;
import io.winnow.trainer.engine.RoundRole;
import io.winnow.trainer.engine.RoundState;
import io.winnow.trainer.engine.Training;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.workers.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The training of one worker, which runs the stage in a thread of its own, as the leader does, up to the training. There it waits for rounds.
 */
final class StageMember implements RoundRole.Member, AutoCloseable {
    private final FollowedStage followed;
    private final int number;
    private final int workers;
    private final Place place;
    private final Experiment experiment;
    private final BlockingQueue<Optional<RoundRole.Round>> rounds = new LinkedBlockingQueue<>();
    /** A state, or what ended the training. */
    private final BlockingQueue<Object> results = new LinkedBlockingQueue<>();

    private final Thread thread;
    private volatile boolean over;

    StageMember(FollowedStage followed, int number, int workers, Place place) {
        this.followed = followed;
        this.number = number;
        this.workers = workers;
        this.place = place;
        experiment = followed.experiment();
        thread = new Thread(this::train, "worker " + number);
        thread.setDaemon(true);
        thread.start();
    }

    boolean isOver() {
        return over;
    }

    /** Computes a round. If it fails, this training is over. */
    synchronized RoundState compute(RoundRole.Round round) throws IOException {
        try {
            rounds.put(Optional.of(round));
            Object result = results.take();
            if (result instanceof RoundState state) {
                return state;
            }
            if (result instanceof IOException failure) {
                throw failure;
            }
            if (result instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("Worker " + number + " has failed.", (Throwable) result);
        } catch (InterruptedException e) {
            over = true;
            close();
            Thread.currentThread().interrupt();
            throw new IOException("Worker " + number + " was interrupted.", e);
        }
    }

    private void train() {
        try {
            Path scratch = Files.createTempDirectory("winnow-worker");
            Threads.use(place.processors()); // and loads the engine, in a process that has not done so
            // A new thread records for backward passes, unless told otherwise.
            try (Autograd.Recording pause = Autograd.pause();
                    NDManager manager = FollowedStage.manager(experiment, place);
                    Metrics metrics = new Metrics(new MetricsFile(scratch.resolve("metrics.jsonl")), List.of())) {
                Map<String, Path> folders = followed.paths();
                folders.put(followed.name(), scratch); // a stage may write before it trains
                followed.stage(experiment)
                        .run(new StageContext(
                                experiment,
                                followed.name(),
                                followed.label(),
                                followed.seed(),
                                folders,
                                manager,
                                followed.data(),
                                metrics,
                                Progress.silent(),
                                new StopSignal(),
                                Optional.empty(),
                                new Distribution.Following(this)));
                throw new UserException("The stage " + followed.label() + " trains nothing that workers could share.");
            } finally {
                AtomicFiles.delete(scratch);
            }
        } catch (RoundRole.ReleasedException released) {
            over = true;
        } catch (Throwable failure) {
            over = true;
            results.add(failure);
        }
    }

    @Override
    public RoundOptions options() {
        return experiment.rounds();
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public int workers() {
        return workers;
    }

    @Override
    public Path folder() {
        return Training.workersFolder(
                Path.of(followed.folders().get(followed.name())).resolve(StageContext.CHECKPOINTS));
    }

    @Override
    public Optional<RoundRole.Round> next() {
        try {
            return rounds.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void done(RoundState state) {
        results.add(state);
    }

    /** Ends the training and waits until it has given back its memory. */
    @Override
    public void close() {
        over = true;
        rounds.add(Optional.empty());
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
