package io.winnow.trainer.run;

import java.util.Map;

/**
 * {@code run.json}: what somebody needs to know who wants the same numbers again.
 *
 * @param recipe kind of the recipe
 * @param started when, ISO 8601
 * @param updated when the status last changed, ISO 8601
 * @param seconds of all sessions together
 * @param versions of Winnow, Java, DJL and PyTorch
 * @param gitRevision of the code, with {@code -dirty} when it was changed; absent outside a checkout
 * @param message why a run failed
 */
public record Manifest(
        String name,
        String recipe,
        RunStatus status,
        long seed,
        String device,
        String started,
        String updated,
        double seconds,
        Map<String, String> versions,
        String gitRevision,
        String message) {

    /** The same run with another status. */
    public Manifest with(RunStatus newStatus, String newUpdated, double newSeconds, String newMessage) {
        return new Manifest(
                name,
                recipe,
                newStatus,
                seed,
                device,
                started,
                newUpdated,
                newSeconds,
                versions,
                gitRevision,
                newMessage);
    }
}
