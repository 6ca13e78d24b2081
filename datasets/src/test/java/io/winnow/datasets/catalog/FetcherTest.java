package io.winnow.datasets.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetches from a local server, and checks which files arrive, which are rejected, and what is left behind. */
class FetcherTest {
    /** The texts "first" and "second". */
    private static final List<Entry.DataFile> FILES = List.of(
            new Entry.DataFile("a", "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e"),
            new Entry.DataFile("b", "16367aacb67a4a017c8da8ab95682ccb390863780f7114dda0a0e0c55644c7c4"));

    private static final Map<String, String> CONTENT = Map.of(
            "/good/a", "first", "/good/b", "second", "/wrong/a", "first", "/wrong/b", "other", "/half/a", "first");

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @TempDir
    Path root;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            String content = CONTENT.get(exchange.getRequestURI().getPath());
            byte[] bytes = String.valueOf(content).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(content == null ? 404 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Entry.Source at(String folder) {
        return new Entry.Download(
                URI.create("http://localhost:" + server.getAddress().getPort() + "/" + folder + "/"));
    }

    private Path fetch(Entry.Source... sources) throws IOException {
        return new Fetcher(new DataRoot(List.of(root)))
                .fetch(new Entry("letters", "two words", "none", FILES, List.of(sources)));
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void fetchesVerifiedFilesOnce() throws IOException {
        assertThat(fetch(at("good"))).isEqualTo(root.resolve("letters"));
        assertThat(left()).containsExactly("letters/a", "letters/b");
        assertThat(root.resolve("letters/b")).hasContent("second");
        fetch(at("good"));
        assertThat(requests).hasValue(2);
    }

    @Test
    void triesSourcesInOrder() throws IOException {
        fetch(new Entry.SystemFolder(root.resolve("no-such")), at("half"), at("wrong"), at("good"));
        assertThat(left()).containsExactly("letters/a", "letters/b");
    }

    @Test
    void replacesADamagedFile() throws IOException {
        Files.createDirectories(root.resolve("letters"));
        Files.writeString(root.resolve("letters/a"), "torn");
        fetch(at("good"));
        assertThat(root.resolve("letters/a")).hasContent("first");
    }

    @Test
    void leavesNoFilesAfterAFailureAndListsWhatWasTried() throws IOException {
        assertThatThrownBy(() -> fetch(at("wrong"), at("half")))
                .isInstanceOf(UnavailableDataException.class)
                .hasMessageContaining("/wrong/: b has the SHA-256 ")
                .hasMessageContaining("/half/b answered with status 404")
                .hasMessageContaining("copy these files into " + root.resolve("letters"))
                .hasMessageContaining("a  sha256 " + FILES.get(0).sha256());
        assertThat(left()).isEmpty();
    }

    @Test
    void namesARootThatIsNotWritable() throws IOException {
        Path place = Files.writeString(root.resolve("file"), "no folder").resolve("data");
        Fetcher fetcher = new Fetcher(new DataRoot(List.of(place)));
        Entry entry = new Entry("letters", "two words", "none", FILES, List.of(at("good")));
        assertThatThrownBy(() -> fetcher.fetch(entry))
                .isInstanceOf(UnavailableDataException.class)
                .hasMessageContaining(place.resolve("letters") + ": the folder does not exist")
                .hasMessageContaining("/good/: cannot write to " + place.resolve("letters"))
                .hasMessageContaining("a  sha256 " + FILES.get(0).sha256());
        assertThat(requests).hasValue(0);
    }
}
