package io.winnow.trainer.engine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.Batch;
import io.winnow.datasets.random.CounterRandom;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The training loop. It resumes from the newest undamaged checkpoint in its folder. Everything random is a function of (seed, step), so
 * that on a CPU a resumed training gives bit for bit the same result as an uninterrupted one.
 */
public final class Training<B extends Batch, S> implements AutoCloseable {
    private static final List<String> LOGGED =
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

    private final Checkpoints checkpoints;
    private final MetricWindow window = new MetricWindow();
    private double best;
    private long bestStep;
    /** Summary of the last recorded metrics, shown with the progress. */
    private String note = "";
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
                objective, context.devices().isEmpty() ? List.of(parameters.device()) : context.devices());
        options.precision()
                .refusal(parameters.device(), System.getenv(Precision.TF32_VARIABLE))
                .ifPresent(reason -> {
                    throw new UserException(context.stage() + ": " + reason);
                });
        options.precision().note(parameters.device()).ifPresent(context.progress()::say);
        compile();
        average = options.emaDecay()
                .map(decay -> parameters.copyTo(
                        parameters.device(), parameters.values().getManager(), false));
        optimizer = new Optimizer(options.optimizer(), parameters);
        lossScale = options.precision() == Precision.FLOAT16 ? Optional.of(new LossScale()) : Optional.empty();
        checkpoints = new Checkpoints(context.folder());
        best = options.earlyStopping().map(TrainingOptions.EarlyStopping::worst).orElse(0.0);
        state = Checkpoint.State.atStart(best);
        options.earlyStopping().ifPresent(this::requireRecorded);
    }

    /** Compiles the passes of all replicas. Replicas behave alike, so only the messages of the first objective are shown. */
    private void compile() {
        for (Objective<B, S> each : replicas.all()) {
            Consumer<String> messages = each == objective ? context.progress()::say : line -> {};
            each.passes()
                    .forEach(pass -> pass.compile(
                            context.engine().compiled(), context.engine().checkpointActivations(), messages));
        }
    }

    private void requireRecorded(TrainingOptions.EarlyStopping rule) {
        List<String> recorded = new ArrayList<>(LOGGED);
        recorded.addAll(objective.validationMetrics());
        if (!recorded.contains(rule.metric())) {
            throw new UserException("early_stopping.metric is '" + rule.metric() + "', but stage " + context.stage()
                    + " does not record this metric. Use one of: " + String.join(", ", recorded) + ".");
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
     * @throws StoppedException if asked to stop, after a checkpoint has been saved
     * @throws NonFiniteException if the loss or gradient is NaN or infinite; the parameters have not been updated by it
     */
    public TrainingResult run() throws IOException {
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
                BatchSource.Batches<B> batches = source.from(context.seed(), step * options.accumulate())) {
            while (!over && step < horizon.steps()) {
                waited += step(step, batches) / 1e9;
                step++;
                over = step == horizon.steps();
                if (step % logEvery == 0 || over) {
                    loss = window.meanLoss();
                    over |= log(step);
                }
                task.at(step, note);
                if (!objective.validationMetrics().isEmpty() && (step % horizon.stepsPerEpoch() == 0 || over)) {
                    over |= validate(step);
                }
                boolean stop = context.stop().isRequested();
                boolean bestSoFar = options.earlyStopping().isPresent() && bestStep == step;
                if (step % saveEvery == 0 || over || stop || bestSoFar) {
                    save(new Checkpoint.State(
                            step,
                            best,
                            bestStep,
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

    /** Performs one optimizer step and returns the nanoseconds spent waiting for data. */
    private long step(long step, BatchSource.Batches<B> batches) {
        Engine.getInstance().setRandomSeed((int) CounterRandom.key(context.seed(), step));
        long waited = 0;
        int[] examples = new int[0];
        double scale = lossScale.map(LossScale::scale).orElse(1.0);
        try (Replicas<B, S>.Step work = replicas.begin((double) step / horizon.steps())) {
            NDList losses = new NDList();
            for (int i = 0; i < options.accumulate(); i++) {
                try (B batch = batches.next()) {
                    waited += batch.waitNanos();
                    examples = IntStream.concat(IntStream.of(examples), IntStream.of(batch.indices()))
                            .toArray();
                    losses.add(
                            work.add(batch, CounterRandom.key(context.seed(), step, i), scale / options.accumulate()));
                }
            }
            double factor = options.schedule().factor(step, horizon);
            try (NDArray gradient = work.gradient()) {
                if (scale != 1) {
                    Optimizer.scale(gradient, 1 / scale);
                }
                float[] measures = Optimizer.measures(losses, gradient);
                double loss = measures[0] / scale;
                requireFinite("loss", loss, step, examples);
                boolean finite = Double.isFinite(measures[1]);
                if (!finite && !lossScale.map(LossScale::canFall).orElse(false)) {
                    requireFinite("gradient_norm", measures[1], step, examples);
                }
                window.add(loss, finite ? measures[1] : window.meanNorm());
                if (finite) {
                    options.clipNorm()
                            .filter(limit -> measures[1] > limit)
                            .ifPresent(limit -> Optimizer.scale(gradient, limit / measures[1]));
                    optimizer.step(gradient, factor);
                    lossScale.ifPresent(LossScale::stepTaken);
                } else {
                    lossScale.ifPresent(LossScale::stepSkipped);
                }
            }
            work.moved(factor);
            average.ifPresent(
                    mean -> mean.averageWith(parameters, options.emaDecay().get()));
        }
        window.addExamples(examples.length, waited);
        return waited;
    }

    private void requireFinite(String metric, double value, long step, int[] examples) {
        if (!Double.isFinite(value)) {
            throw new NonFiniteException(context.stage(), metric, value, step, examples);
        }
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
        record(step, values);
        note = String.format(
                Locale.ROOT, "loss %.4f, %.0f %s/s", window.meanLoss(), window.examplesPerSecond(), source.unit());
        window.reset();
        return watch(step, values);
    }

    /** Validates and records the metrics. Returns whether early stopping should end the training. */
    private boolean validate(long step) throws IOException {
        Map<String, Double> values;
        try (Autograd.Recording pause = Autograd.pause()) {
            values = objective.validate();
        }
        record(step, values);
        return watch(step, values);
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

    /** Updates the best value of the watched metric. Returns whether early stopping should end the training. */
    private boolean watch(long step, Map<String, Double> values) {
        if (options.earlyStopping().isEmpty()
                || !values.containsKey(options.earlyStopping().get().metric())) {
            return false;
        }
        TrainingOptions.EarlyStopping rule = options.earlyStopping().get();
        double watched = values.get(rule.metric());
        if (rule.improves(watched, best)) {
            best = watched;
            bestStep = step;
        }
        return step - bestStep >= Math.max(1, horizon.steps(rule.patience()));
    }

    /**
     * Loads the weights of the best step, according to early stopping, into {@link #result}.
     *
     * @return the best step; empty if no metric was watched or the checkpoint of that step was not kept
     */
    public Optional<Long> restoreBest() throws IOException {
        Optional<Checkpoint> kept =
                options.earlyStopping().isEmpty() || bestStep == 0 ? Optional.empty() : checkpoints.at(bestStep);
        if (kept.isPresent()) {
            try (NDManager scope = parameters.values().getManager().newSubManager()) {
                result().load(kept.get().weights(scope));
            }
        }
        return kept.map(Checkpoint::step);
    }

    private void save(Checkpoint.State now) throws IOException {
        try (NDManager scope = parameters.values().getManager().newSubManager()) {
            Map<String, Map<String, NDArray>> parts = new LinkedHashMap<>();
            parts.put("model", parameters.named(scope));
            parts.put("optimizer", optimizer.state());
            lossScale.ifPresent(each -> parts.put("loss_scale", each.state(scope)));
            if (!objective.state().isEmpty()) {
                parts.put("objective", objective.state());
            }
            average.ifPresent(mean -> parts.put("average", mean.named(scope)));
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
                    States.copy(checkpoint.read("objective", scope), objective.state(), "objective");
                }
                if (average.isPresent()) {
                    average.get().load(checkpoint.read("average", scope));
                }
            }
            state = checkpoint.state();
            replicas.follow();
            best = state.best();
            bestStep = state.bestStep();
            window.restore(state);
            context.progress().say("Stage " + context.stage() + " resumes from step " + state.step() + ".");
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
