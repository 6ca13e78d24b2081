package io.winnow.trainer.watch;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.winnow.trainer.http.Listener;
import io.winnow.trainer.page.Page;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/** Serves the page that follows trainings, and what it asks for. Keeps nothing: all that it shows is in the run directories. */
public final class WatchServer implements AutoCloseable {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String JSON = "application/json";

    /** The page loads nothing from elsewhere and talks to nobody but this server, and no other page may contain it. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src"
                    + " 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private final WatchedRuns runs;
    private final Access access;
    private final String page;
    private final HttpServer http;
    private final ExecutorService threads;

    private record Answer(int status, String type, String body) {
        static Answer json(int status, Object body) {
            return new Answer(status, JSON, Json.line(body));
        }

        static Answer error(int status, String message) {
            return json(status, Map.of("error", message));
        }
    }

    private WatchServer(WatchedRuns runs, Access access, int port, String host) throws IOException {
        this.runs = runs;
        this.access = access;
        page = Page.fill(
                WatchServer.class, "watch.html", access.isSecret() ? Map.of() : Map.of("token", access.token()));
        threads = Listener.threads();
        http = Listener.open(host, port, threads);
        http.createContext("/", this::handle);
    }

    /**
     * Starts a server.
     *
     * @param host address to listen at
     * @param port port to listen at; 0 for any free one
     * @param token token that requests must carry; null to have one made, which only addresses of other machines need to know
     * @throws io.winnow.trainer.run.UserException if the address cannot be used, or if the token can be guessed
     */
    public static WatchServer start(WatchedRuns runs, String host, int port, String token) throws IOException {
        WatchServer server = new WatchServer(runs, Access.to(host, token), port, host);
        server.http.start();
        return server;
    }

    /** Returns the address of the page, with the token if the user must know it. */
    public String address() throws IOException {
        return access.address(http.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (FileSystemException e) {
                String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
                answer = Answer.error(
                        403,
                        e.getFile() + " cannot be written (" + reason
                                + "). Press Ctrl-C where the training runs, or watch as its user.");
            } catch (IllegalArgumentException e) {
                answer = Answer.error(400, "The address of the request is malformed: " + e.getMessage() + ".");
            } catch (IOException | RuntimeException e) {
                answer = Answer.error(500, "The server failed: " + e);
            }
            HEADERS.forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set("Content-Type", answer.type);
            Listener.send(exchange, answer.status, answer.body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        String path = exchange.getRequestURI().getPath();
        if (!access.isAcceptedName(headers.getFirst("Host"))) {
            return Answer.error(
                    403,
                    "This server does not go by the name in the header Host. Open the address that `winnow watch`"
                            + " printed, or start it with --token to reach it by other names.");
        }
        boolean stops = path.equals("/api/stop");
        String wanted = stops ? "POST" : "GET";
        if (!exchange.getRequestMethod().equals(wanted)) {
            return Answer.error(405, path + " needs the method " + wanted + ".");
        }
        if (path.equals("/")) {
            return new Answer(200, HTML, page);
        }
        if (!access.isAllowed(headers.getFirst("Authorization"))) {
            return Answer.error(401, "The token is missing or wrong. Open the address that `winnow watch` printed.");
        }
        if (path.equals("/api/runs")) {
            return Answer.json(200, runs.overview());
        }
        if (!stops && !path.equals("/api/run")) {
            return Answer.error(404, "There is nothing at " + path + ".");
        }
        String query = exchange.getRequestURI().getRawQuery();
        WatchedRun run = runs.find(parameter(query, "name")).orElse(null);
        if (run == null) {
            return Answer.error(404, "There is no such run any more.");
        }
        return stops ? stop(run) : Answer.json(200, run.details(parameter(query, "version")));
    }

    private static Answer stop(WatchedRun run) throws IOException {
        RunSummary summary = run.summary();
        if (!summary.active()) {
            return Answer.error(409, "The run is " + summary.status() + ", so there is nothing to stop.");
        }
        run.stop();
        return Answer.json(200, run.summary());
    }

    /** Returns a parameter of a query; an empty text if it is not there. */
    private static String parameter(String query, String name) {
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdown();
    }
}
