package io.winnow.trainer.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.run.FolderLock;
import io.winnow.trainer.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the list of runs shows of a run.
 *
 * @param status of {@code run.json}, or {@code starting}, {@code stopping}, {@code interrupted} (its process has ended without saying so), or
 *     {@code unknown}
 * @param active whether a process writes to the directory, as far as this can be found out
 * @param message why the run failed or stopped; empty otherwise
 * @param version version of Winnow that trains
 * @param started when the run started, ISO 8601; empty if that is not known
 * @param updated when the status last changed, ISO 8601; empty if that is not known
 * @param seconds duration of the earlier sessions
 * @param stage label of the stage that is under way or was the last; empty if there is none
 * @param stages labels of all stages that are known
 * @param task what the stage does; null if nothing is under way
 * @param problems what could not be read
 */
record RunSummary(
        String name,
        String status,
        boolean active,
        String message,
        String recipe,
        String device,
        String seed,
        String version,
        String started,
        String updated,
        double seconds,
        String stage,
        List<String> stages,
        Task task,
        List<String> problems) {

    /**
     * How far the outermost task of a stage has come.
     *
     * @param rate counts per second in this session; 0 if that is not known yet
     * @param secondsLeft time until the task is complete at this rate; null if that is not known
     */
    record Task(String name, String unit, long done, long total, double rate, Double secondsLeft, String note) {
        /** @param age seconds since the state was written */
        static Task of(JsonNode state, double age) {
            long done = state.path("done").asLong();
            long total = state.path("total").asLong();
            double seconds = state.path("seconds").asDouble();
            double rate = seconds > 0 ? (done - state.path("first").asLong()) / seconds : 0;
            return new Task(
                    state.path("name").asText(),
                    state.path("unit").asText(),
                    done,
                    total,
                    rate,
                    rate > 0 ? Double.valueOf(Math.max(0, (total - done) / rate - age)) : null,
                    state.path("note").asText());
        }
    }

    /** @param now seconds since 1970 */
    static RunSummary of(String name, Path folder, RunFiles files, double now) {
        JsonNode run = files.json(RunDirectory.MANIFEST);
        JsonNode progress = files.json(RunDirectory.PROGRESS);
        Boolean held = isHeld(folder);
        String status = status(run, held, folder);
        boolean active = List.of("starting", "running", "stopping").contains(status);
        List<String> stages = files.stages();
        List<String> planned = new ArrayList<>();
        progress.path("stages").forEach(label -> planned.add(label.asText()));
        JsonNode task = progress.path("tasks").path(0);
        String last = stages.isEmpty() ? "" : stages.get(stages.size() - 1);
        return new RunSummary(
                name,
                status,
                active,
                run.path("message").asText(""),
                run.path("recipe").asText(""),
                run.path("device").asText(""),
                run.path("seed").asText(""),
                run.path("versions").path("winnow").asText(""),
                run.path("started").asText(""),
                run.path("updated").asText(""),
                run.path("seconds").asDouble(),
                active ? progress.path("stage").asText(last) : last,
                planned.size() >= stages.size() ? planned : stages,
                active && task.isObject()
                        ? Task.of(task, Math.max(0, now - progress.path("time").asDouble()))
                        : null,
                files.problems());
    }

    /** Null if it cannot be found out. */
    private static Boolean isHeld(Path folder) {
        try {
            return FolderLock.isHeld(folder);
        } catch (IOException e) {
            return null;
        }
    }

    private static String status(JsonNode run, Boolean held, Path folder) {
        String recorded = run.path("status").asText("unknown");
        boolean runs = held == null ? recorded.equals("running") : held;
        if (!runs) {
            return recorded.equals("running") ? "interrupted" : recorded;
        }
        if (recorded.equals("completed")) {
            return recorded; // and about to end
        }
        if (RunDirectory.isStopRequested(folder)) {
            return "stopping";
        }
        return recorded.equals("running") ? "running" : "starting";
    }
}
