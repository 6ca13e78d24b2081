package io.winnow.trainer.run;

import java.util.Map;
import java.util.Optional;

/**
 * {@code run.json}: what is needed to reproduce the numbers of a run.
 *
 * @param recipe kind of the recipe
 * @param device description of the device
 * @param threads number of CPU threads of PyTorch, on which the rounding of sums depends; empty for runs of before it was kept
 * @param started time when the run started, ISO 8601
 * @param updated time when the status last changed, ISO 8601
 * @param seconds duration of all sessions together
 * @param versions versions of Winnow, Java, DJL and PyTorch
 * @param gitRevision Git revision of the code, with {@code -dirty} if it has uncommitted changes; null outside of a checkout
 * @param message the reason why the run failed; null otherwise
 */
public record Manifest(
        String name,
        String recipe,
        RunStatus status,
        long seed,
        String device,
        Optional<Integer> threads,
        String started,
        String updated,
        double seconds,
        Map<String, String> versions,
        String gitRevision,
        String message) {

    /** Returns the manifest of the same run with another status. */
    public Manifest with(RunStatus newStatus, String newUpdated, double newSeconds, String newMessage) {
        return new Manifest(
                name,
                recipe,
                newStatus,
                seed,
                device,
                threads,
                started,
                newUpdated,
                newSeconds,
                versions,
                gitRevision,
                newMessage);
    }
}
