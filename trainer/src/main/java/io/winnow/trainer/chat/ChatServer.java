package io.winnow.trainer.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server of chat completions. Requests that fail for a while are sent again; others end with the server's message. Redirects are not
 * followed, since the key and the data would go to another host. Thread-safe.
 */
final class ChatServer {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final long LONGEST_BACKOFF_SECONDS = 60;
    /** A server that asks to wait for longer stops the command, which can be continued later. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Endpoint endpoint;
    private final Optional<String> key;
    private final Pause pause;
    private final AtomicInteger repeated = new AtomicInteger();
    /** The time (nanoseconds) before which nothing is sent, as the server has asked. */
    private final AtomicLong notBefore = new AtomicLong(System.nanoTime());

    /** @param key the secret key, if the server needs one */
    ChatServer(Endpoint endpoint, Optional<String> key, Pause pause) {
        this.endpoint = endpoint;
        this.key = key;
        this.pause = pause;
    }

    /** Returns how often a request had to be sent again. */
    int repeated() {
        return repeated.get();
    }

    /**
     * Sends a request until it is answered. If the last attempt gave an answer without text, this is the answer.
     *
     * @throws UserException if the server cannot be reached or refuses the request
     * @throws ChatException if all attempts fail
     * @throws StoppedException if the server asks to wait for more than ten minutes
     */
    Reply.Answered send(ChatRequest request) throws IOException {
        Reply.Later last = null;
        for (int attempt = 0; attempt <= endpoint.retries(); attempt++) {
            if (last != null) {
                repeated.incrementAndGet();
                delay(last, attempt - 1);
            }
            sleep((notBefore.get() - System.nanoTime()) / 1_000_000);
            Reply reply = attempt(request);
            if (reply instanceof Reply.Answered answered) {
                return answered;
            } else if (reply instanceof Reply.Refused refused) {
                throw refusal(refused);
            }
            last = (Reply.Later) reply;
        }
        if (last.textless().isPresent()) {
            return last.textless().get();
        }
        throw new ChatException(
                "The language model at " + endpoint.base() + " gave no usable answer in " + (endpoint.retries() + 1)
                        + " attempts; the last failed with " + last.reason()
                        + ". The answers so far are kept: run the same command again when the server works, or raise"
                        + " timeout_seconds or retries of its endpoint.",
                null);
    }

    private void delay(Reply.Later why, int failures) {
        if (why.after().isPresent()) {
            Duration wait = why.after().get();
            if (wait.compareTo(LONGEST_WAIT) > 0) {
                throw new StoppedException("The language model at " + endpoint.base() + " asks to wait for "
                        + wait.toSeconds() + " seconds (" + why.reason()
                        + "). The answers so far are kept: run the same command again later.");
            }
            long until = System.nanoTime() + wait.toNanos();
            // Other threads wait as well: the limit is that of the key, not of a request.
            notBefore.accumulateAndGet(until, (a, b) -> a - b > 0 ? a : b);
        } else {
            long seconds = Math.min(LONGEST_BACKOFF_SECONDS, 1L << Math.min(failures, 16));
            sleep(ThreadLocalRandom.current().nextLong(seconds * 500, seconds * 1000 + 1));
        }
    }

    private void sleep(long milliseconds) {
        try {
            if (milliseconds > 0) {
                pause.millis(milliseconds);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException(ChatClient.STOPPED);
        }
    }

    private HttpRequest.Builder builder(String path) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(endpoint.address(path));
        key.ifPresent(secret -> builder.header("Authorization", "Bearer " + secret));
        return builder;
    }

    private Reply attempt(ChatRequest request) {
        HttpRequest http = builder("/chat/completions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request.canonical(), StandardCharsets.UTF_8))
                .build();
        try {
            HttpResponse<String> response = exchange(http);
            int status = response.statusCode();
            return Reply.of(
                    status,
                    response.headers(),
                    status == Reply.OK ? response.body() : masked(response.body()),
                    ZonedDateTime.now(ZoneOffset.UTC));
        } catch (TimeoutException e) {
            return new Reply.Later("no answer within " + endpoint.timeoutSeconds() + " s", Optional.empty());
        } catch (ExecutionException e) {
            if (isUnreachable(e.getCause())) {
                throw new UserException(
                        "The language model at " + endpoint.base() + " cannot be reached (" + cause(e.getCause())
                                + "). Start its server, or correct base of the endpoint.",
                        e.getCause());
            }
            return new Reply.Later("a broken connection (" + cause(e.getCause()) + ")", Optional.empty());
        }
    }

    /** The time limit is one for the whole response: a server may send the beginning of an answer and then fall silent. */
    private HttpResponse<String> exchange(HttpRequest request) throws TimeoutException, ExecutionException {
        CompletableFuture<HttpResponse<String>> response =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            return response.get(endpoint.timeoutSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException(ChatClient.STOPPED);
        } finally {
            response.cancel(true);
        }
    }

    private static boolean isUnreachable(Throwable cause) {
        return cause instanceof ConnectException || cause instanceof UnresolvedAddressException;
    }

    /** Returns the innermost message; connections that are refused have none. */
    private static String cause(Throwable cause) {
        String message = cause instanceof ConnectException ? "nothing accepts connections there" : cause.toString();
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof UnresolvedAddressException) {
                return "its host has no address";
            }
            message = each.getMessage() == null ? message : each.getMessage();
        }
        return message;
    }

    /** Servers quote keys that they refuse. */
    private String masked(String text) {
        return key.map(secret -> text.replace(secret, "***")).orElse(text);
    }

    private UserException refusal(Reply.Refused refused) {
        int status = refused.status();
        String start = "The language model at " + endpoint.base() + " refused the request with status " + status
                + (refused.message().isEmpty() ? "" : ": " + refused.message());
        if (status >= 300 && status < 400) {
            return new UserException(start
                    + ". Redirects are not followed, since the key and the data would go to another address. Set base of the"
                    + " endpoint to the final address.");
        } else if (status == UNAUTHORIZED || status == FORBIDDEN) {
            return new UserException(start + ". "
                    + endpoint.keyVariable()
                            .map(name -> "Check the key in the environment variable " + name + ".")
                            .orElse("Put a key into an environment variable, and name it in key_variable of the"
                                    + " endpoint."));
        }
        return new UserException(start + ". " + unknownModel().orElse("Correct the endpoint or the task."));
    }

    /** Says that the server does not list the model, if that is so. */
    private Optional<String> unknownModel() {
        try {
            HttpResponse<String> response = exchange(builder("/models").GET().build());
            List<String> names = new ArrayList<>();
            Json.parse(response.body(), JsonNode.class)
                    .path("data")
                    .forEach(each -> names.add(each.path("id").asText()));
            if (names.isEmpty() || names.contains(endpoint.model())) {
                return Optional.empty();
            }
            return Optional.of("The server does not list the model '" + endpoint.model() + "'; it lists "
                    + Shown.of(names)
                    + EditDistance.nearest(endpoint.model(), names)
                            .map(near -> ". Did you mean '" + near + "'?")
                            .orElse("."));
        } catch (IOException | TimeoutException | ExecutionException e) {
            return Optional.empty(); // many servers have no list
        }
    }
}
