package io.winnow.trainer.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run that is followed. Remembers how far its metrics have been read. */
final class WatchedRun {
    /** How much of the metrics is read for one answer, so that long files do not delay it. */
    static final int BYTES_AT_ONCE = 2 << 20;

    private final String name;
    private final Path folder;
    private final MetricsTail metrics;

    WatchedRun(String name, Path folder) {
        this.name = name;
        this.folder = folder;
        metrics = new MetricsTail(folder.resolve(RunDirectory.METRICS));
    }

    /** A curve as the page draws it, as parallel lists. The lowest and the highest values are null if each point is one value. */
    private record Curve(
            String stage, String metric, List<Long> steps, List<Double> values, List<Double> lows, List<Double> highs) {
        static Curve of(MetricsTail.Curve curve, Series series) {
            List<Series.Point> points = series.points();
            return new Curve(
                    curve.stage(),
                    curve.metric(),
                    points.stream().map(Series.Point::step).toList(),
                    points.stream().map(Series.Point::mean).toList(),
                    series.isThinned() ? points.stream().map(Series.Point::low).toList() : null,
                    series.isThinned() ? points.stream().map(Series.Point::high).toList() : null);
        }
    }

    private record Stage(String label, String state, Double seconds, Long peakMemoryBytes) {}

    private record Latest(String stage, String metric, long step, double value) {}

    /** Returns what the list of runs shows. */
    RunSummary summary() {
        return RunSummary.of(name, folder, new RunFiles(folder), System.currentTimeMillis() / 1e3);
    }

    /**
     * Returns everything that the page shows of a run.
     *
     * @param known version of the metrics that the page has; the curves are left out if it is the newest
     */
    synchronized Map<String, Object> details(String known) {
        RunFiles files = new RunFiles(folder);
        RunSummary summary = RunSummary.of(name, folder, files, System.currentTimeMillis() / 1e3);
        Map<String, Object> details = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        try {
            metrics.read(BYTES_AT_ONCE);
        } catch (IOException e) {
            problems.add(RunDirectory.METRICS + " cannot be read: " + e.getMessage() + ".");
        }
        if (metrics.unreadable() > 0) {
            problems.add("Lines of " + RunDirectory.METRICS + " that cannot be read: " + metrics.unreadable() + ".");
        }
        String version = Integer.toHexString(System.identityHashCode(metrics)) + "-" + metrics.version();
        details.put("summary", summary);
        details.put("version", version);
        details.put("behind", metrics.isBehind());
        if (!version.equals(known)) {
            List<Curve> curves = new ArrayList<>();
            metrics.curves().forEach((curve, series) -> curves.add(Curve.of(curve, series)));
            details.put("curves", curves);
            List<Latest> latest = new ArrayList<>();
            metrics.latest()
                    .forEach((curve, point) ->
                            latest.add(new Latest(curve.stage(), curve.metric(), point.step(), point.value())));
            details.put("latest", latest);
        }
        details.put("stages", stages(summary, files));
        details.put("log", files.log());
        JsonNode result = files.json(RunDirectory.RESULT);
        if (result.isObject()) {
            details.put("result", result);
        }
        problems.addAll(files.problems());
        details.put("problems", problems);
        return details;
    }

    private static List<Stage> stages(RunSummary summary, RunFiles files) {
        List<Stage> stages = new ArrayList<>();
        for (String label : summary.stages()) {
            JsonNode done = files.json(RunDirectory.STAGES + "/" + label + "/" + RunDirectory.STAGE_SUMMARY);
            boolean current = label.equals(summary.stage());
            stages.add(new Stage(
                    label,
                    done.isObject() ? "completed" : current ? summary.status() : "",
                    done.path("seconds").isNumber() ? done.path("seconds").asDouble() : null,
                    done.path("peak_memory_bytes").isNumber()
                            ? done.path("peak_memory_bytes").asLong()
                            : null));
        }
        return stages;
    }

    /** Asks the training to stop. It saves its state and can be resumed. */
    void stop() throws IOException {
        RunDirectory.requestStop(folder);
    }
}
