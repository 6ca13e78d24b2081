package io.winnow.trainer.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Sends single requests to a tracking server. Redirections are not followed, as another server must not get the credentials. */
final class MlflowClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SHOWN_CHARACTERS = 200;

    private final String base;
    private final Optional<String> authorization;

    /** Made for the first request, on the thread that sends it: this fails where Java's certificates are damaged. */
    private HttpClient http;

    /**
     * @param uri address of the server
     * @param environment environment variables, which may have the credentials under MLflow's names
     */
    MlflowClient(String uri, Map<String, String> environment) {
        base = uri.replaceFirst("/+$", "");
        authorization = authorization(environment);
    }

    /** MLflow's own client prefers a user name with a password to a token, too. */
    private static Optional<String> authorization(Map<String, String> environment) {
        String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
        String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
        String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "").strip(); // it may come from a file
        if (!user.isEmpty() && !password.isEmpty()) {
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
        }
        return token.isEmpty() ? Optional.empty() : Optional.of("Bearer " + token);
    }

    /** Address of the server, for messages. */
    String base() {
        return base;
    }

    /** Reads, with one parameter. */
    JsonNode get(String method, String key, String value) throws MlflowException, InterruptedException {
        String query = "?" + key + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        return send(request("/api/2.0/mlflow/" + method + query).GET());
    }

    /** Writes. */
    JsonNode post(String method, Object body) throws MlflowException, InterruptedException {
        return send(request("/api/2.0/mlflow/" + method)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.line(body))));
    }

    /**
     * Uploads a file through the server.
     *
     * @param path path of the artifact below the server's store, without a slash at its beginning
     */
    void upload(String path, Path file) throws IOException, InterruptedException {
        String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("+", "%20");
        send(request("/api/2.0/mlflow-artifacts/artifacts/" + encoded).PUT(BodyPublishers.ofFile(file)));
    }

    private HttpRequest.Builder request(String path) throws MlflowException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
        try {
            authorization.ifPresent(value -> request.header("Authorization", value));
        } catch (IllegalArgumentException e) { // whose message contains the token
            throw new MlflowException(
                    "cannot be used: MLFLOW_TRACKING_TOKEN has characters that no token may have, such as a line break",
                    "",
                    false,
                    null);
        }
        return request;
    }

    private JsonNode send(HttpRequest.Builder request) throws MlflowException, InterruptedException {
        if (http == null) {
            http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1) // a proxy may not know the upgrade to HTTP/2
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
        }
        HttpResponse<String> answer;
        try {
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            String why = e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
            throw new MlflowException("does not answer (" + why + ")", "", true, e);
        }
        JsonNode body = parsed(answer.body());
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return body;
        }
        String said = body.path("message").asText("");
        String shown = said.length() > SHOWN_CHARACTERS ? said.substring(0, SHOWN_CHARACTERS) + ".." : said;
        throw new MlflowException(
                "answers with status " + status + (shown.isEmpty() ? "" : ": " + shown.replaceAll("\\s+", " ")),
                body.path("error_code").asText(""),
                status >= 500 || status == TOO_MANY_REQUESTS,
                null);
    }

    private static JsonNode parsed(String body) {
        try {
            JsonNode parsed = body.isBlank() ? null : Json.parse(body, JsonNode.class);
            return parsed == null ? MissingNode.getInstance() : parsed;
        } catch (IOException e) {
            return MissingNode.getInstance(); // not of MLflow, but of a proxy, for example
        }
    }
}
