package io.winnow.trainer.sweep;

import io.winnow.trainer.run.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One training of a sweep.
 *
 * @param name name of the run
 * @param trial number of the trial, from 1
 * @param overrides values of the trial by the paths of their keys
 * @param rung number of the rung, from 0
 * @param duration duration in the rung, as it is written in YAML; null without successive halving
 * @param seed seed of the training
 * @param status completed or failed; null if the training has not ended yet
 * @param value validation metric; null unless completed
 * @param reason why the training failed; null unless failed
 * @param seconds duration of the run in seconds; null unless completed
 */
public record TrialRun(
        String name,
        int trial,
        Map<String, String> overrides,
        int rung,
        String duration,
        long seed,
        RunStatus status,
        Double value,
        String reason,
        Double seconds) {
    static TrialRun planned(String name, Setting setting, int rung, String duration, long seed) {
        return new TrialRun(name, setting.trial(), setting.values(), rung, duration, seed, null, null, null, null);
    }

    TrialRun completed(double measured, double took) {
        return new TrialRun(name, trial, overrides, rung, duration, seed, RunStatus.COMPLETED, measured, null, took);
    }

    TrialRun failed(String why) {
        return new TrialRun(name, trial, overrides, rung, duration, seed, RunStatus.FAILED, null, why, null);
    }

    /** What distinguishes the trial. */
    public Setting setting() {
        return new Setting(trial, overrides);
    }

    /** Returns the overrides of the configuration for this training, after those for all trials. */
    List<String> assignments(String durationKey) {
        List<String> all = new ArrayList<>(setting().assignments());
        if (duration != null) {
            all.add(durationKey + "=" + duration);
        }
        all.add("seed=" + seed);
        all.add("name=" + name);
        return all;
    }

    boolean isCompleted() {
        return status == RunStatus.COMPLETED;
    }

    boolean isFailed() {
        return status == RunStatus.FAILED;
    }
}
