package io.winnow.trainer.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.datasets.loader.Batch;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.NonFiniteException;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

    /** The part of a checkpoint with the state of the objective besides the parameters. */
    static final String OBJECTIVE = "objective";

    /** A larger share of the initial weights in the average of the weights at the end causes a warning. */
    private static final double MOST_OF_START = 0.1;

    /** Share of the initial weights with the largest decay that the warning proposes, and number of digits by which that is below 1. */
    private static final double SMALL_START = 0.01;

    private static final int DIGITS = 3;

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
    /** Summary of the last recorded metrics, shown with the progress. */
    private String note = "";
    /** The same for the last validation. */
    private String validationNote = "";
    /** Whether it was said that a metric is undefined. */
    private boolean undefinedSaid;
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
        options.emaDecay().ifPresent(this::warnOfStart);
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
        best = new BestStep(options.earlyStopping(), horizon);
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

    /** Warns of an average that is mostly the initial weights. */
    private void warnOfStart(double decay) {
        double left = Math.pow(decay, (double) horizon.steps());
        if (left > MOST_OF_START) {
            context.progress()
                    .say(String.format(
                            Locale.ROOT,
                            "Warning: %s ends with an average of its weights (ema_decay %s), of which %.0f%% are still the"
                                    + " initial weights after %s. Train longer, or set training.ema_decay to %s or less.",
                            context.stage(),
                            decay,
                            100 * left,
                            Plural.of(horizon.steps(), "step", "steps"),
                            largestDecay(horizon.steps())));
        }
    }

    /** The largest decay with which little is left of the initial weights. It is rounded down, since 0.9998 must not become 1. */
    static String largestDecay(long steps) {
        double below = -Math.expm1(Math.log(SMALL_START) / steps);
        return BigDecimal.ONE
                .subtract(new BigDecimal(below).round(new MathContext(DIGITS, RoundingMode.UP)))
                .toPlainString();
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
                    over |= log(step);
                }
                if (!objective.validationMetrics().isEmpty() && (step % horizon.stepsPerEpoch() == 0 || over)) {
                    over |= validate(step);
                }
                task.at(
                        step,
                        note.isEmpty() || validationNote.isEmpty()
                                ? note + validationNote
                                : note + ", " + validationNote);
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
        // next one must
        // arrive at the same result.
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
        return done.waited();
    }

    /** Records the metrics since the last record. Returns whether early stopping should end the training. */
    private boolean log(long step) throws IOException {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss", window.meanLoss());
        values.put("gradient_norm", window.meanNorm());
        values.put(
                "learning_rate",
                options.optimizer().learningRate() * options.schedule().factor(step - 1, horizon));
        lossScale.ifPresent(each -> {
            values.put("loss_scale", each.scale());
            values.put("skipped_steps", (double) each.skipped());
        });
        values.put("examples_per_second", window.examplesPerSecond());
        values.put("data_wait", window.dataWait());
        values.putAll(window.rounds());
        record(step, values);
        note = String.format(
                Locale.ROOT, "loss %.4f, %.0f %s/s", window.meanLoss(), window.examplesPerSecond(), source.unit());
        window.reset();
        return best.seen(step, values);
    }

    /** Validates and records the metrics. Returns whether early stopping should end the training. */
    private boolean validate(long step) throws IOException {
        Map<String, Double> values;
        try (Autograd.Recording pause = Autograd.pause()) {
            values = objective.validate(result());
        }
        record(step, values);
        noteUndefined(values);
        validationNote = shownMetric(values)
                .map(name -> String.format(Locale.ROOT, "%s %.4f", name, values.get(name)))
                .orElse("");
        return best.seen(step, values);
    }

    /** Says once if the metric that is watched should come from the validation, but is undefined on its examples. */
    private void noteUndefined(Map<String, Double> values) {
        options.earlyStopping()
                .map(TrainingOptions.EarlyStopping::metric)
                .filter(metric ->
                        !undefinedSaid && objective.validationMetrics().contains(metric) && !values.containsKey(metric))
                .ifPresent(metric -> {
                    undefinedSaid = true;
                    context.progress()
                            .say("Warning: early_stopping watches " + metric
                                    + ", which is undefined for the validation examples so far. "
                                    + (values.isEmpty()
                                            ? "No metric is defined for them."
                                            : "Defined are " + String.join(", ", values.keySet()) + "."));
                });
    }

    /** The metric of a validation that the progress shows: the one that is watched, or else the first one. */
    private Optional<String> shownMetric(Map<String, Double> values) {
        return options.earlyStopping()
                .map(TrainingOptions.EarlyStopping::metric)
                .filter(values::containsKey)
                .or(() -> objective.validationMetrics().stream()
                        .filter(values::containsKey)
                        .findFirst());
    }

    private void record(long step, Map<String, Double> values) throws IOException {
        context.metrics()
                .record(new MetricEvent(
                        context.stage(),
                        step,
                        (double) step / horizon.stepsPerEpoch(),
                        System.currentTimeMillis() / 1e3,
                        values));
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
            Map<String, Map<String, NDArray>> parts = new LinkedHashMap<>();
            parts.put("model", parameters.named(scope));
            parts.put("optimizer", optimizer.state());
            lossScale.ifPresent(each -> parts.put("loss_scale", each.state(scope)));
            if (!objective.state().isEmpty()) {
                parts.put(OBJECTIVE, objective.state());
            }
            average.ifPresent(mean -> parts.put("average", mean.named(scope)));
            if (leader.isPresent()) {
                leader.get().follow(now.step());
                parts.putAll(leader.get().parts(now.step(), scope));
            }
            checkpoints.save(now, parts, context.checkpoints().keep());
        }
        state = now;
    }

    private void resume() throws IOException {
        Optional<Checkpoint> newest = checkpoints.newest(context.progress()::say);
        if (newest.isPresent()) {
            Checkpoint checkpoint = newest.get();
            try (NDManager scope = parameters.values().getManager().newSubManager()) {
                parameters.load(checkpoint.read("model", scope));
                optimizer.load(checkpoint.read("optimizer", scope));
                if (lossScale.isPresent()) {
                    lossScale.get().load(checkpoint.read("loss_scale", scope));
                }
                if (!objective.state().isEmpty()) {
                    States.copy(checkpoint.read(OBJECTIVE, scope), objective.state(), OBJECTIVE);
                }
                if (average.isPresent()) {
                    average.get().load(checkpoint.read("average", scope));
                }
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
