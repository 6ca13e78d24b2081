package io.winnow.trainer.published;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Downloads files over HTTP and digests them on the way. The token is sent to the host of the hub alone, never to one it redirects to. */
final class Downloads {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final int BUFFER = 1 << 16;
    private static final int MOST_REDIRECTS = 5;
    private static final long MEGABYTE = 1_000_000;

    /** How much of a file arrives between two notes. */
    private static final long TOLD = 100 * MEGABYTE;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "download");
        thread.setDaemon(true);
        return thread;
    });
    private final URI hub;
    private final Optional<String> token;

    Downloads(URI hub, Optional<String> token) {
        this.hub = hub;
        this.token = token;
    }

    /**
     * Digests of a file.
     *
     * @param sha256 SHA-256 (hex)
     * @param gitBlob the SHA-1 (hex) that Git gives a file of this content; empty if its length was not known beforehand
     */
    record Digests(String sha256, String gitBlob) {}

    /** Returns the answer of an address as text. */
    String text(URI address) throws IOException {
        try (InputStream body = open(address).body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Writes the answer of an address into a file.
     *
     * @param say receives how much of a large file has arrived
     */
    Digests to(URI address, Path file, Consumer<String> say) throws IOException {
        HttpResponse<InputStream> answer = open(address);
        OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
        MessageDigest sha256 = digest("SHA-256");
        MessageDigest git = digest("SHA-1");
        git.update(("blob " + length.orElse(0) + "\0").getBytes(StandardCharsets.UTF_8));
        long read = 0;
        try (InputStream body = answer.body();
                OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = read(body, buffer, address); count >= 0; count = read(body, buffer, address)) {
                if (read / TOLD != (read + count) / TOLD) {
                    say.accept("  " + (read + count) / MEGABYTE + " MB"
                            + (length.isPresent() ? " of " + length.getAsLong() / MEGABYTE + " MB" : ""));
                }
                out.write(buffer, 0, count);
                sha256.update(buffer, 0, count);
                git.update(buffer, 0, count);
                read += count;
            }
        }
        if (length.isPresent() && read != length.getAsLong()) {
            throw new HubException(
                    address + " ended after " + read + " of " + length.getAsLong() + " bytes; try again");
        }
        HexFormat hex = HexFormat.of();
        return new Digests(hex.formatHex(sha256.digest()), length.isPresent() ? hex.formatHex(git.digest()) : "");
    }

    /** Reads as {@link InputStream#read} does, but not for longer than {@link #ANSWER}: a connection can fall silent without an end. */
    private int read(InputStream body, byte[] buffer, URI address) throws IOException {
        Future<Integer> count = reader.submit(() -> body.read(buffer));
        try {
            return count.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            count.cancel(true);
            throw new HubException(address + " has sent nothing for " + ANSWER.toMinutes() + " minutes; try again", e);
        } catch (ExecutionException e) {
            throw new HubException(address + " broke off (" + message(e.getCause()) + "); try again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("interrupted", e);
        }
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private HttpResponse<InputStream> open(URI address) throws IOException {
        URI at = address;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<InputStream> answer = send(at);
            int status = answer.statusCode();
            if (status == 200) {
                return answer;
            }
            answer.body().close();
            if (status < 300 || status >= 400) {
                throw new HubException(address + " answered with status " + status + meaning(status));
            }
            URI next = at.resolve(answer.headers()
                    .firstValue("Location")
                    .orElseThrow(() -> new HubException(address + " redirects to nowhere")));
            if ("https".equals(at.getScheme()) && !"https".equals(next.getScheme())) {
                throw new HubException(address + " redirects to " + next + ", which is not encrypted");
            }
            at = next;
        }
        throw new HubException(address + " redirects too often");
    }

    private HttpResponse<InputStream> send(URI address) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(ANSWER);
        if (token.isPresent() && address.getAuthority().equals(hub.getAuthority())) {
            request.header("Authorization", "Bearer " + token.get());
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new HubException("there is no connection to " + address.getHost(), e);
        } catch (IOException e) {
            throw new HubException(address + " cannot be read (" + message(e) + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("interrupted", e);
        }
    }

    private static String meaning(int status) {
        return switch (status) {
            case 401, 403 -> " (there is no such public model; if it is not public, set HF_TOKEN)";
            case 404 -> " (there is no such model, revision or file)";
            default -> "";
        };
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime provides " + algorithm + ".", e);
        }
    }
}
