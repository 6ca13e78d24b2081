package io.winnow.trainer.sweep;

import io.winnow.trainer.compare.RunGroup;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunStatus;
import io.winnow.trainer.run.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/**
 * Trains the trials of a plan and chooses the best one. What an earlier call has trained is kept, and what it left unfinished goes on. The
 * record is written after every training, so that a sweep can be killed at any moment.
 */
public final class Sweep {
    private final SweepPlan plan;
    private final SweepFolder folder;
    private final TrialTrainer trainer;
    private final List<Slot> slots;
    private final boolean retryFailed;
    private final Progress progress;
    private final StopSignal stop;
    private final Map<String, TrialRun> runs = new LinkedHashMap<>();

    /**
     * @param slots places for trainings, at least one
     * @param retryFailed whether trainings that failed in an earlier call are tried again
     */
    public Sweep(
            SweepPlan plan,
            SweepFolder folder,
            TrialTrainer trainer,
            List<Slot> slots,
            boolean retryFailed,
            Progress progress,
            StopSignal stop) {
        this.plan = plan;
        this.folder = folder;
        this.trainer = trainer;
        this.slots = List.copyOf(slots);
        this.retryFailed = retryFailed;
        this.progress = progress;
        this.stop = stop;
    }

    /**
     * Runs the sweep to its end.
     *
     * @param begun the record of an earlier call, whose plan this one is
     * @throws io.winnow.trainer.run.StoppedException if asked to stop; the trainings have saved their state
     * @throws io.winnow.trainer.run.UserException if the configuration has changed since an earlier call
     */
    public SweepRecord run(Optional<SweepRecord> begun) throws IOException {
        begun.ifPresent(record -> record.runs().stream()
                .filter(run -> run.isCompleted() || (run.isFailed() && !retryFailed))
                .forEach(run -> runs.put(run.name(), run)));
        List<Setting> settings = plan.settings();
        for (int rung = 0; ; rung++) {
            List<TrialRun> ended = complete(plan.runs(rung, settings), rung);
            if (rung == plan.rungs() - 1) {
                break;
            }
            settings = RankedTrial.rank(ended, plan.metric()).stream()
                    .limit(plan.trials(rung + 1))
                    .map(best -> new Setting(best.trial(), best.overrides()))
                    .toList();
        }
        SweepRecord record = record(RunStatus.COMPLETED);
        folder.write(record);
        return record;
    }

    /** Trains the runs of a rung that are not complete yet, and returns all of them. */
    private List<TrialRun> complete(List<TrialRun> planned, int rung) throws IOException {
        for (TrialRun run : planned) {
            folder.write(run.name(), plan.experiment(run));
            folder.requireIdle(run.name());
            runs.putIfAbsent(run.name(), run);
        }
        folder.write(record(RunStatus.RUNNING));
        List<TrialRun> open = planned.stream()
                .filter(run -> runs.get(run.name()).status() == null)
                .toList();
        String name = plan.rungs() == 1 ? "sweep" : "rung " + (rung + 1) + " of " + plan.rungs();
        int done = planned.size() - open.size();
        try (Progress.Task task = progress.start(name, "trainings", done, planned.size())) {
            new RungRunner(slots, stop::isRequested).run(open, (run, slot, cancelled) -> {
                Optional<TrialRun> ended = train(run, slot, cancelled);
                if (ended.isPresent()) {
                    ended(ended.get(), planned, task);
                }
            });
        }
        stop.check();
        return planned.stream().map(run -> runs.get(run.name())).toList();
    }

    private synchronized void ended(TrialRun run, List<TrialRun> planned, Progress.Task task) throws IOException {
        runs.put(run.name(), run);
        folder.write(record(RunStatus.RUNNING));
        long done = planned.stream()
                .filter(each -> runs.get(each.name()).status() != null)
                .count();
        progress.say("[" + done + "/" + planned.size() + "] " + run.name() + " (" + run.setting() + "): "
                + (run.isFailed()
                        ? "failed. " + run.reason()
                        : String.format(
                                Locale.ROOT,
                                "%s %.4f, %.0f s",
                                plan.metric().metric().name(),
                                run.value(),
                                run.seconds())));
        task.at(done, "");
    }

    /** Trains a run. Returns it with its result or its failure; empty if it was stopped on request. */
    private Optional<TrialRun> train(TrialRun run, Slot slot, BooleanSupplier cancelled) throws IOException {
        Path directory = folder.run(run.name());
        Path result = directory.resolve("result.json");
        if (!Files.exists(result)) {
            Path log = folder.log(run.name());
            long begin = Files.exists(log) ? Files.size(log) : 0;
            int code;
            try {
                code = trainer.train(folder.config(run.name()), folder.runs(), log, slot, cancelled);
            } catch (IOException e) {
                return Optional.of(run.failed("Its process cannot be started: " + e.getMessage()));
            }
            if (!Files.exists(result)) {
                return cancelled.getAsBoolean()
                        ? Optional.empty()
                        : Optional.of(run.failed(FailureReason.of(code, directory, log, begin)));
            }
        }
        Result found = Json.read(result, Result.class);
        OptionalDouble value = plan.metric().value(directory, found);
        return Optional.of(
                value.isPresent()
                        ? run.completed(value.getAsDouble(), found.seconds())
                        : run.failed("It recorded no " + plan.metric().metric().name()
                                + " of its final weights: the metric is undefined for the validation examples."));
    }

    private synchronized SweepRecord record(RunStatus status) throws IOException {
        List<TrialRun> all = List.copyOf(runs.values());
        List<RankedTrial> ranking = RankedTrial.rank(all, plan.metric());
        boolean chosen = status == RunStatus.COMPLETED && !ranking.isEmpty();
        return new SweepRecord(
                plan.arguments(),
                plan.fixed(),
                plan.metric().metric(),
                status,
                all,
                ranking,
                chosen ? best(ranking.get(0)) : null,
                chosen ? warnings(ranking) : List.of());
    }

    private BestTrial best(RankedTrial first) throws IOException {
        List<RunGroup.Member> members = new ArrayList<>();
        for (String name : first.runs()) {
            Path directory = folder.run(name);
            Result result = Json.read(directory.resolve("result.json"), Result.class);
            members.add(new RunGroup.Member(directory, result, List.of(result.seed())));
        }
        return BestTrial.of(first, RunGroup.ofDistinct(members), plan.command(first));
    }

    /** Finds out whether trials were judged on different validation examples, so that their metrics do not compare. */
    private List<String> warnings(List<RankedTrial> ranking) throws IOException {
        Object first = judged(ranking.get(0));
        for (RankedTrial other : ranking) {
            if (!judged(other).equals(first)) {
                return List.of("Trials " + ranking.get(0).trial() + " and " + other.trial()
                        + " were judged on different validation examples, so their order says little. Search only keys"
                        + " that leave the validation examples as they are.");
            }
        }
        return List.of();
    }

    private Object judged(RankedTrial trial) throws IOException {
        return FinishedRun.open(folder.run(trial.runs().get(0))).data().examples("validation");
    }
}
