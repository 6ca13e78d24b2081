package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class ServeStopTest extends OnServer {
    /** While a server stops, it answers what it has accepted, and what arrives before its connections are closed. */
    @Test
    void aServerThatStopsLosesNothing() throws Exception {
        JsonNode input = input();
        String right = body(input, 1, pixels(input, 1, 1));
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            sent.add(HTTP.sendAsync(
                    request("/v2/models/shapes/infer")
                            .POST(HttpRequest.BodyPublishers.ofString(right))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        Thread stopping = new Thread(() -> {
            try {
                server.stop(700);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        stopping.start();
        Thread.sleep(100);
        assertThat(get("/v2/health/ready").statusCode()).isEqualTo(503);
        for (CompletableFuture<HttpResponse<String>> each : sent) {
            assertThat(each.get().statusCode()).isEqualTo(200);
        }
        stopping.join();
        Assertions.assertThatThrownBy(() -> get("/v2/health/live")).isInstanceOf(IOException.class);
    }

    /** Clients that send one request after the other, each on a connection of its own, see an answer to each until they are refused. */
    @Test
    void aServerThatStopsAnswersClientsThatGoOn() throws Exception {
        JsonNode input = input();
        HttpRequest right = request("/v2/models/shapes/infer")
                .POST(HttpRequest.BodyPublishers.ofString(body(input, 1, pixels(input, 1, 1))))
                .build();
        List<CompletableFuture<List<Integer>>> clients = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            for (int i = 0; i < 16; i++) {
                clients.add(CompletableFuture.supplyAsync(
                        () -> {
                            List<Integer> statuses = new ArrayList<>();
                            while (!statuses.contains(503)) {
                                statuses.add(status(right));
                            }
                            return statuses;
                        },
                        threads));
            }
            Thread.sleep(200);
            server.stop(200);
            for (CompletableFuture<List<Integer>> each : clients) {
                assertThat(each.get()).contains(200).containsOnly(200, 503);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static int status(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("a request had no answer", e);
        }
    }
}
