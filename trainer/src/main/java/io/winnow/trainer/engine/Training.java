package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.run.NonFiniteException;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The training loop. It resumes from the newest undamaged checkpoint in its folder. Everything random is a function of (seed, step), so
 * that on a CPU a resumed training gives bit for bit the same result as an uninterrupted one.
 */
public final class Training<B extends Batch, S> implements AutoCloseable {
    /** Names of the metrics that every training records. */
    public static final List<String> LOGGED =
            List.of("loss", "gradient_norm", "learning_rate", "examples_per_second", "data_wait");

    private final TrainingOptions options;
    private final TrainingContext context;
    private final Objective<B, S> objective;
    private final BatchSource<B> source;
    private final Horizon horizon;
    private final ParameterArena parameters;
    private final Replicas<B, S> replicas;
    private final Optional<ParameterArena> average;
    private final Optimizer optimizer;
    /** Present in float16 only. */
    private final Optional<LossScale> lossScale;

    private final OptimizerStep<B, S> steps;
    /** Present in a process that leads several workers. */
    private final Optional<RoundLeader> leader;

    private final Checkpoints checkpoints;
    private final MetricWindow window = new MetricWindow();
    private final BestStep best;
    private final MetricRecorder recorder;
    private final CheckpointedParts parts;
    /** State in the newest checkpoint. */
    private Checkpoint.State state;

    /**
     * Prepares a training without starting it.
     *
     * @param objective the caller closes it, after this training
     * @throws UserException if the options do not suit the device or the objective
     */
    public Training(
            TrainingOptions options, TrainingContext context, Objective<B, S> objective, BatchSource<B> source) {
        this.options = options;
        this.context = context;
        this.objective = objective;
        this.source = source;
        int accumulate = options.accumulate();
        horizon = Horizon.of(
                options.duration(),
                Math.max(1, source.batchesPerEpoch() / accumulate),
                (long) source.batchSize() * accumulate);
        parameters = objective.parameters();
        replicas = new Replicas<>(
                objective,
                context.devices().isEmpty() ? List.of(parameters.device()) : context.devices(),
                context.syncBatchNorm());
        options.precision()
                .refusal(parameters.device(), System.getenv(Precision.TF32_VARIABLE))
                .ifPresent(reason -> {
                    throw new UserException(context.stage() + ": " + reason);
                });
        options.precision().note(parameters.device()).ifPresent(context.progress()::say);
        replicas.all().forEach(each -> each.prepare(horizon));
        compile();
        average = options.emaDecay()
                .map(decay -> parameters.copyTo(
                        parameters.device(), parameters.values().getManager(), false));
        options.emaDecay()
                .flatMap(decay -> AverageStart.warning(context.stage(), decay, horizon.steps()))
                .ifPresent(context.progress()::say);
        optimizer = new Optimizer(options.optimizer(), parameters);
        lossScale = options.precision() == Precision.FLOAT16 ? Optional.of(new LossScale()) : Optional.empty();
        steps = new OptimizerStep<>(options, context, replicas, optimizer, lossScale);
        leader = context.role().filter(RoundRole.Leader.class::isInstance).map(role -> {
            RoundRole.Leader own = (RoundRole.Leader) role;
            RoundLeader.check(own, options, objective, source.batchSize(), context.stage());
            return new RoundLeader(
                    own,
                    objective,
                    optimizer,
                    workersFolder(context.folder()),
                    own.options().outer().isSynchronous()
                            ? Optional.of(
                                    new SynchronousRounds(own, objective, options, horizon, steps, average, context))
                            : Optional.empty());
        });
        checkpoints = new Checkpoints(context.folder());
        parts = new CheckpointedParts(parameters, optimizer, lossScale, objective, average);
        best = new BestStep(options.earlyStopping(), horizon);
        recorder = new MetricRecorder(
                options, context, objective, source.unit(), horizon, window, best, lossScale, parameters.device());
        state = Checkpoint.State.atStart(best.value());
        List<String> recorded = new ArrayList<>(LOGGED);
        recorded.addAll(objective.validationMetrics());
        best.requireOneOf(recorded, context.stage());
    }

    /** The folder in which a leader and its workers leave files for each other, beside the checkpoints. */
    public static Path workersFolder(Path checkpoints) {
        return checkpoints.resolveSibling("workers");
    }

    /** Leaves the initial model in a folder for workers ({@link RoundRole.Member}) that no training leads. */
    public static void leaveStart(Objective<?, ?> objective, Path folder) throws IOException {
        Files.createDirectories(folder);
        SharedState.saveStart(objective, folder);
    }

    /** Compiles the passes of all replicas. Replicas behave alike, so only the messages of the first objective are shown. */
    private void compile() {
        if (replicas.size() > 1 && context.syncBatchNorm()) {
            context.progress()
                    .say(
                            "Passes run operator by operator, because a compiled pass is one native call, in which replicas cannot"
                                    + " exchange the statistics of batch normalisation (sync_batch_norm).");
            return;
        }
        for (Objective<B, S> each : replicas.all()) {
            Consumer<String> messages = each == objective ? context.progress()::say : line -> {};
            each.passes()
                    .forEach(pass -> pass.compile(
                            context.engine().compiled(), context.engine().checkpointActivations(), messages));
            if (replicas.size() == 1) {
                each.passes().forEach(pass -> pass.divide(messages));
            }
        }
    }

    /** Length of this training in steps. */
    public Horizon horizon() {
        return horizon;
    }

    /** Returns the trained parameters: their moving average if one is kept, otherwise the parameters themselves. */
    public ParameterArena result() {
        return average.orElse(parameters);
    }

    /**
     * Trains to the end, or until {@code early_stopping} ends the training. If the training had already ended, the same result is returned.
     *
     * @throws RoundRole.ReleasedException in place of a result, in the process of a worker
     * @throws RateCurveException in place of a training, if the context asks for a {@link RateRangeTest} of it
     * @throws StoppedException if asked to stop, after a checkpoint has been saved
     * @throws NonFiniteException if the loss or gradient is NaN or infinite; the parameters have not been updated by it
     */
    public TrainingResult run() throws IOException {
        Optional<RateRangeTest> tested = context.rateTest().filter(test -> test.tests(context));
        if (tested.isPresent()) {
            throw new RateCurveException(
                    tested.get().run(steps, options.optimizer().learningRate(), context, source));
        }
        if (context.role().orElse(null) instanceof RoundRole.Member member) {
            throw new RoundMember<>(member, objective, optimizer, options, steps, source, horizon, context.seed())
                    .work();
        }
        resume();
        long step = state.step();
        long saveEvery = Math.max(1, horizon.steps(context.checkpoints().every()));
        int logEvery = context.logging().everySteps();
        // Earlier sessions count, too: the clock starts as far back as they lasted in total.
        long begin = System.nanoTime() - Math.round(state.seconds() * 1e9);
        double waited = state.waited();
        double loss = state.loss();
        boolean over = state.over();
        try (StopSignal.Heeding own = StopSignal.postpone();
                Progress.Task task = context.progress().start(context.stage(), "steps", step, horizon.steps());
                BatchSource.Batches<B> batches =
                        leader.isPresent() ? null : source.from(context.seed(), step * options.accumulate())) {
            while (!over && step < horizon.steps()) {
                long before = step;
                if (leader.isPresent()) {
                    step = leader.get()
                            .end(step, horizon, !objective.validationMetrics().isEmpty());
                    waited += round(before, step) / 1e9;
                } else {
                    waited += step(step, batches) / 1e9;
                    step++;
                }
                over = step == horizon.steps();
                if (passes(before, step, logEvery) || over) {
                    loss = window.meanLoss();
                    over |= recorder.record(step);
                }
                if (!objective.validationMetrics().isEmpty() && (step % horizon.stepsPerEpoch() == 0 || over)) {
                    over |= validate(step);
                }
                task.at(step, recorder.note());
                boolean stop = context.stop().isRequested();
                if (passes(before, step, saveEvery) || over || stop || best.isAt(step)) {
                    save(new Checkpoint.State(
                            step,
                            best.value(),
                            best.step(),
                            window.lossSum(),
                            window.normSum(),
                            window.count(),
                            (System.nanoTime() - begin) / 1e9,
                            waited,
                            loss,
                            over));
                }
                if (stop && !over) {
                    context.stop().check();
                }
            }
        }
        if (leader.isPresent()) {
            leader.get().end();
            leader.get().cost().ifPresent(cost -> context.progress().say(context.stage() + ": " + cost));
        }
        // The result is computed from the saved state only: if the process is killed before it stores the result, the
        // next one must arrive at the same result.
        double seconds = state.seconds();
        return new TrainingResult(
                state.step(),
                state.loss(),
                seconds > 0 ? state.step() * horizon.examplesPerStep() / seconds : 0,
                seconds > 0 ? state.waited() / seconds : 0);
    }

    /** Whether a multiple of a length is in (before, now]. */
    private static boolean passes(long before, long now, long length) {
        return now / length > before / length;
    }

    /** Lets the workers do the steps [begin, end) and returns the nanoseconds that the slowest of them waited for data, or an average of it. */
    private long round(long begin, long end) throws IOException {
        RoundLeader.Outcome done = leader.orElseThrow().run(begin, end);
        RoundState sum = done.sum();
        for (long step = begin; step < end; step++) {
            window.add(sum.loss() / sum.steps(), sum.norm() / sum.steps());
        }
        long waited = sum.waited() / sum.workers();
        window.addExamples((int) sum.examples(), waited);
        window.addRound(done);
        return waited;
    }

    /** Performs one optimizer step and returns the nanoseconds spent waiting for data. */
    private long step(long step, BatchSource.Batches<B> batches) {
        OptimizerStep.Outcome done = steps.take(
                step, (double) step / horizon.steps(), options.schedule().factor(step, horizon), batches);
        window.add(done.loss(), Double.isFinite(done.gradientNorm()) ? done.gradientNorm() : window.meanNorm());
        average.ifPresent(
                mean -> mean.averageWith(parameters, options.emaDecay().get()));
        window.addExamples(done.examples(), done.waited());
        window.addOperations(done.operations());
        return done.waited();
    }

    /** Validates and records the metrics. Returns whether early stopping should end the training. */
    private boolean validate(long step) throws IOException {
        try (Autograd.Recording pause = Autograd.pause()) {
            return recorder.recordValidation(step, objective.validate(result()));
        }
    }

    /**
     * Loads the weights of the best step into {@link #result}, if the options select them.
     *
     * @return what was selected; empty if no metric was watched
     */
    public Optional<Selection> select() throws IOException {
        if (options.earlyStopping().isEmpty()) {
            return Optional.empty();
        }
        TrainingOptions.EarlyStopping rule = options.earlyStopping().get();
        Optional<Checkpoint> kept = rule.select() == TrainingOptions.Select.LAST || best.step() == 0
                ? Optional.empty()
                : checkpoints.at(best.step());
        if (kept.isPresent()) {
            try (NDManager scope = parameters.values().getManager().newSubManager()) {
                result().load(kept.get().weights(scope));
            }
        }
        return Optional.of(new Selection(
                kept.map(Checkpoint::step).orElse(state.step()),
                state.step(),
                rule.metric(),
                best.step(),
                best.step() == 0 ? Double.NaN : best.value()));
    }

    private void save(Checkpoint.State now) throws IOException {
        try (NDManager scope = parameters.values().getManager().newSubManager()) {
            Map<String, Map<String, NDArray>> all = parts.named(scope);
            if (leader.isPresent()) {
                leader.get().follow(now.step());
                all.putAll(leader.get().parts(now.step(), scope));
            }
            checkpoints.save(now, all, context.checkpoints().keep());
        }
        state = now;
    }

    private void resume() throws IOException {
        Optional<Checkpoint> newest = checkpoints.newest(context.progress()::say);
        if (newest.isPresent()) {
            Checkpoint checkpoint = newest.get();
            try (NDManager scope = parameters.values().getManager().newSubManager()) {
                parts.load(checkpoint, scope);
            }
            state = checkpoint.state();
            replicas.follow();
            best.restore(state);
            window.restore(state);
            context.progress().say("Stage " + context.stage() + " resumes from step " + state.step() + ".");
        }
        if (leader.isPresent()) {
            leader.get().start(objective, state.step(), newest);
        }
        context.metrics().rewind(context.stage(), state.step());
    }

    @Override
    public void close() {
        optimizer.close();
        average.ifPresent(ParameterArena::close);
        replicas.close();
    }
}
