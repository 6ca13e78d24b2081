package io.winnow.trainer.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run on a tracking server, and how far it has been sent. Each method is one step that can be repeated after a failure. */
final class MlflowRun {
    /** Limit of the server for the metrics of a request. */
    static final int MOST_METRICS = 1000;

    /** Limit of the server for the parameters of a request. */
    static final int MOST_PARAMS = 100;

    /** A request may have 1 MB. A parameter has up to 6,000 characters, each of up to 3 bytes, and JSON around them. */
    private static final int MOST_CHARACTERS = 250_000;

    private final MlflowClient client;
    private final Path stateFile;
    private MlflowState state;
    private Map<String, Long> sentBefore = Map.of();

    /** A value at a step, as the server takes it. The time is in milliseconds since 1970. */
    record Metric(String key, double value, long timestamp, long step) {}

    record Pair(String key, String value) {}

    MlflowRun(MlflowClient client, Path stateFile) {
        this.client = client;
        this.stateFile = stateFile;
    }

    /**
     * Finds the run of an earlier session, or creates one.
     *
     * @param tags tags of a new run
     */
    void open(String experiment, String name, List<Pair> tags) throws IOException, InterruptedException {
        if (state != null) {
            return;
        }
        MlflowState found = Files.exists(stateFile) ? Json.read(stateFile, MlflowState.class) : null;
        if (found == null) {
            String id = experiment(experiment);
            JsonNode info = client.post(
                            "runs/create",
                            Map.of(
                                    "experiment_id",
                                    id,
                                    "run_name",
                                    name,
                                    "start_time",
                                    System.currentTimeMillis(),
                                    "tags",
                                    tags))
                    .path("run")
                    .path("info");
            String runId = info.path("run_id").asText("");
            if (runId.isEmpty()) {
                throw new MlflowException(
                        "does not answer as MLflow does: runs/create gave no run_id", "", false, null);
            }
            state = new MlflowState(
                    client.base(), id, runId, info.path("artifact_uri").asText(""), false, Map.of());
            save();
        } else {
            try {
                client.post("runs/update", Map.of("run_id", found.runId(), "status", "RUNNING"));
            } catch (MlflowException e) {
                throw e.isPassing()
                        ? e
                        : new MlflowException(
                                e.getMessage() + ". It may have deleted the run " + found.runId() + "; delete "
                                        + stateFile + " to have another one created",
                                e.code(),
                                false,
                                e);
            }
            state = found;
            sentBefore = found.sent();
        }
    }

    private String experiment(String name) throws MlflowException, InterruptedException {
        try {
            return client.get("experiments/get-by-name", "experiment_name", name)
                    .path("experiment")
                    .path("experiment_id")
                    .asText();
        } catch (MlflowException e) {
            if (!e.code().equals("RESOURCE_DOES_NOT_EXIST")) {
                throw e;
            }
        }
        try {
            return client.post("experiments/create", Map.of("name", name))
                    .path("experiment_id")
                    .asText();
        } catch (MlflowException e) {
            if (!e.code().equals("RESOURCE_ALREADY_EXISTS")) {
                throw e;
            }
            // Another training has created it at the same time.
            throw new MlflowException(e.getMessage(), e.code(), true, e);
        }
    }

    /** Sends parameters, unless an earlier session has. Repeating them is harmless: the server only refuses other values. */
    void describe(Map<String, String> params) throws IOException, InterruptedException {
        if (state.described()) {
            return;
        }
        List<Pair> part = new ArrayList<>();
        int characters = 0;
        for (Map.Entry<String, String> param : params.entrySet()) {
            int length = param.getKey().length() + param.getValue().length();
            if (part.size() == MOST_PARAMS || characters + length > MOST_CHARACTERS) {
                log("params", part);
                part.clear();
                characters = 0;
            }
            part.add(new Pair(param.getKey(), param.getValue()));
            characters += length;
        }
        log("params", part);
        state = state.with(true, state.sent());
        save();
    }

    /** Returns whether a value has not been sent by an earlier session, whose steps a resumed training may measure again. */
    boolean isNew(Metric metric) {
        Long last = sentBefore.get(metric.key());
        return last == null || metric.step() > last;
    }

    /** Sends at most {@link #MOST_METRICS} values. */
    void send(List<Metric> metrics) throws IOException, InterruptedException {
        log("metrics", metrics);
        Map<String, Long> sent = new HashMap<>(state.sent());
        metrics.forEach(metric -> sent.merge(metric.key(), metric.step(), Math::max));
        state = state.with(state.described(), sent);
    }

    private void log(String what, List<?> values) throws IOException, InterruptedException {
        if (!values.isEmpty()) {
            client.post("runs/log-batch", Map.of("run_id", state.runId(), what, List.copyOf(values)));
        }
    }

    /**
     * Ends the run.
     *
     * @param status status of MLflow: FINISHED, FAILED or KILLED
     */
    void end(String status) throws IOException, InterruptedException {
        client.post(
                "runs/update",
                Map.of("run_id", state.runId(), "status", status, "end_time", System.currentTimeMillis()));
    }

    /**
     * Uploads files through the server.
     *
     * @return why this is not possible; empty if it was
     */
    Optional<String> upload(List<Path> files) throws IOException, InterruptedException {
        URI store = URI.create(state.artifactUri().replace(" ", "%20"));
        boolean own = store.getHost() == null
                || store.getHost().equals(URI.create(client.base()).getHost());
        if (!"mlflow-artifacts".equals(store.getScheme()) || store.getPath() == null || !own) {
            return Optional.of("the server keeps artifacts at " + state.artifactUri()
                    + ", where only MLflow's own client can put them. Start it with --serve-artifacts to have"
                    + " them uploaded");
        }
        String folder = store.getPath().replaceAll("^/+|/+$", "");
        for (Path file : files) {
            if (Files.exists(file)) {
                client.upload(folder + "/" + file.getFileName(), file);
            }
        }
        return Optional.empty();
    }

    /** Keeps how far the run has been sent. */
    void save() throws IOException {
        AtomicFiles.write(stateFile, Json.page(state));
    }
}
