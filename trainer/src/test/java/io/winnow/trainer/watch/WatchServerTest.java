package io.winnow.trainer.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.page.Browser;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.ProgressFile;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.StopSignal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchServerTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String LINE =
            "{\"stage\":\"1-fit\",\"step\":%d,\"epoch\":1.0,\"time\":5.5,\"values\":{\"loss\":%s}}\n";

    @TempDir
    Path folder;

    private Path root;
    private WatchServer server;
    private String token;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        root = Files.createDirectory(folder.resolve("runs"));
        server = WatchServer.start(new WatchedRuns(root), "127.0.0.1", 0, null);
        Matcher found = Pattern.compile("\\{\"token\":\"([^\"]+)\"}")
                .matcher(send(request("/")).body());
        assertThat(found.find()).isTrue();
        token = found.group(1);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(URI.create(server.address().replaceFirst("/(#.*)?$", path)));
    }

    private HttpRequest.Builder allowed(String path) throws IOException {
        return request(path).header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(allowed(path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private static String named(String path, String name) {
        return path + "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private Path write(String run, String status) throws IOException {
        Path directory = Files.createDirectories(root.resolve(run));
        Files.writeString(
                directory.resolve("run.json"),
                "{\"name\":\"a\",\"recipe\":\"moco\",\"status\":\"" + status
                        + "\",\"seed\":7,\"device\":\"cpu\",\"started\":\"2026-01-01T00:00:00Z\",\"seconds\":3.0}");
        return directory;
    }

    private List<String> statuses() throws IOException, InterruptedException {
        List<String> statuses = new ArrayList<>();
        json("/api/runs")
                .get("runs")
                .forEach(run -> statuses.add(
                        run.get("name").asText() + " " + run.get("status").asText()));
        return statuses;
    }

    @Test
    void dataNeedTheTokenAndAnOwnName() throws IOException, InterruptedException {
        assertThat(send(request("/api/runs")).statusCode()).isEqualTo(401);
        assertThat(send(request("/api/runs").header("Authorization", "Bearer wrong"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(request("/api/runs?token=" + token)).statusCode()).isEqualTo(401);
        assertThat(send(allowed("/api/runs")).statusCode()).isEqualTo(200);
        assertThat(send(allowed("/api/other")).statusCode()).isEqualTo(404);
        assertThat(send(allowed("/api/run?name=..%2Fother")).statusCode()).isEqualTo(404);
        assertThat(rebound("/")).startsWith("HTTP/1.1 403");
        assertThat(rebound("/api/runs")).startsWith("HTTP/1.1 403").doesNotContain(token);
    }

    /** Asks as a browser does whose page has made its own name resolve to this machine. */
    private String rebound(String path) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(server.address()).getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer " + token
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aTokenThatTheUserChoseIsNotInThePage() throws IOException, InterruptedException {
        try (WatchServer other = WatchServer.start(new WatchedRuns(root), "127.0.0.1", 0, "a-token-of-the-user")) {
            assertThat(other.address()).endsWith("/#token=a-token-of-the-user");
            HttpResponse<String> page = send(HttpRequest.newBuilder(URI.create(other.address())));
            assertThat(page.body()).contains("<script id=\"data\" type=\"application/json\">{}</script>");
            assertThat(page.body() + page.headers()).doesNotContain("a-token-of-the-user");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "frame-ancestors 'none'");
        }
    }

    @Test
    void runsAreListedAtAnyDepthWithTheirStatus() throws IOException, InterruptedException {
        write("done", "completed");
        write("sweep/first/rate-0.1", "stopped");
        write("killed", "running");
        Files.createFile(root.resolve("killed/.lock"));
        write("elsewhere", "running"); // without a lock file, nobody knows better
        write(".hidden/run", "completed");
        Files.createDirectories(root.resolve("empty/folder"));
        try (RunDirectory locked = RunDirectory.create(root.resolve("new"))) {
            Files.writeString(locked.config(), "seed: 1");
            Files.writeString(locked.log(), "");
            assertThat(statuses())
                    .containsExactlyInAnyOrder(
                            "new starting",
                            "elsewhere running",
                            "done completed",
                            "killed interrupted",
                            "sweep/first/rate-0.1 stopped");
        }
    }

    @Test
    void theProgressOfATrainingIsShown() throws IOException, InterruptedException {
        Path directory = write("run", "running");
        ProgressFile progress = new ProgressFile(Progress.silent(), directory.resolve("progress.json"));
        progress.stages(List.of("1-fit", "2-probe"));
        progress.stage("1-fit");
        Progress.Task task = progress.start("1-fit", "steps", 10, 110);
        Thread.sleep(1050); // a step within a second of the last one is not written
        task.at(60, "loss 0.5");

        JsonNode run = json("/api/runs").get("runs").get(0);
        assertThat(run.get("stage").asText()).isEqualTo("1-fit");
        assertThat(run.get("stages")).hasSize(2);
        JsonNode shown = run.get("task");
        assertThat(shown.get("done").asLong()).isEqualTo(60);
        assertThat(shown.get("total").asLong()).isEqualTo(110);
        assertThat(shown.get("rate").asDouble()).isBetween(20.0, 50 / 1.05); // 50 steps in this session
        assertThat(shown.get("seconds_left").asDouble()).isBetween(0.5, 2.5);
        assertThat(shown.get("note").asText()).isEqualTo("loss 0.5");
    }

    @Test
    void curvesAreSentOnceAndTheRestEachTime() throws IOException, InterruptedException {
        Path directory = write("run", "completed");
        Files.writeString(directory.resolve("metrics.jsonl"), LINE.formatted(1, 0.5) + LINE.formatted(2, 0.25));
        Files.writeString(directory.resolve("log.txt"), "first\nsecond\n");
        Files.writeString(directory.resolve("result.json"), "{\"recipe\":\"moco\",\"metrics\":{\"accuracy\":0.75}}");
        Files.createDirectories(directory.resolve("stages/10-probe"));
        Files.createDirectories(directory.resolve("stages/2-fit"));
        Files.writeString(directory.resolve("stages/2-fit/stage.json"), "{\"name\":\"fit\",\"seconds\":4.5}");

        JsonNode details = json(named("/api/run", "run"));
        assertThat(details.get("curves").get(0).toString())
                .isEqualTo("{\"stage\":\"1-fit\",\"metric\":\"loss\",\"steps\":[1,2],\"values\":[0.5,0.25]}");
        assertThat(details.get("log").toString()).isEqualTo("[\"first\",\"second\"]");
        assertThat(details.get("result").get("metrics").get("accuracy").asDouble())
                .isEqualTo(0.75);
        assertThat(details.get("stages").get(0).toString())
                .isEqualTo("{\"label\":\"2-fit\",\"state\":\"completed\",\"seconds\":4.5}");
        assertThat(details.get("stages").get(1).get("label").asText()).isEqualTo("10-probe");
        assertThat(details.get("problems")).isEmpty();
        String again =
                named("/api/run", "run") + "&version=" + details.get("version").asText();
        assertThat(json(again).has("curves")).isFalse();
        Files.writeString(directory.resolve("metrics.jsonl"), LINE.formatted(1, 0.5));
        assertThat(json(again).get("curves").get(0).get("steps").toString()).isEqualTo("[1]");
    }

    @Test
    void brokenFilesOfARunAreNamedAndTheOtherRunsAreShown() throws IOException, InterruptedException {
        write("good", "completed");
        Path half = write("half", "completed");
        Files.writeString(half.resolve("run.json"), "{\"name\":\"half\",\"sta");
        Path odd = write("odd", "meditating"); // of another version
        Files.writeString(odd.resolve("run.json"), "[1,2]");
        Files.writeString(odd.resolve("progress.json"), "{\"stages\":7,\"tasks\":\"none\",\"time\":\"now\"}");
        Files.writeString(odd.resolve("result.json"), "");
        Files.write(odd.resolve("log.txt"), new byte[] {(byte) 0xff, 0, 10, (byte) 0xc3});
        Files.writeString(odd.resolve("stages"), "a file");
        Files.createDirectory(odd.resolve("metrics.jsonl"));

        assertThat(statuses()).containsExactlyInAnyOrder("good completed", "half unknown", "odd unknown");
        assertThat(json(named("/api/run", "half")).get("problems").toString()).contains("run.json cannot be read");
        assertThat(json(named("/api/run", "odd")).get("problems").toString()).contains("metrics.jsonl cannot be read");
    }

    /** In a folder that several people share, another one may have put them there. */
    @Test
    void linksPipesAndHugeFilesAreNotRead() throws IOException, InterruptedException {
        Path secret = Files.writeString(folder.resolve("secret"), "a private key\n");
        Path run = write("run", "completed");
        Files.createSymbolicLink(run.resolve("log.txt"), secret);
        Files.createSymbolicLink(run.resolve("result.json"), secret);
        Files.createSymbolicLink(run.resolve("metrics.jsonl"), Path.of("/dev/zero"));
        assertThat(new ProcessBuilder("mkfifo", run.resolve("progress.json").toString())
                        .start()
                        .waitFor())
                .isZero();
        Path huge = write("huge", "completed");
        try (RandomAccessFile file =
                new RandomAccessFile(huge.resolve("run.json").toFile(), "rw")) {
            file.setLength(5L << 30);
        }

        assertThat(statuses()).containsExactlyInAnyOrder("run completed", "huge unknown");
        JsonNode details = json(named("/api/run", "run"));
        assertThat(details.toString()).doesNotContain("private");
        assertThat(details.get("problems").toString())
                .contains("log.txt", "result.json", "metrics.jsonl", "progress.json", "not an ordinary file");
        assertThat(json(named("/api/run", "huge")).get("problems").toString()).contains("it has 5120 MiB");
    }

    @Test
    void runsComeAndGo() throws IOException, InterruptedException {
        assertThat(statuses()).isEmpty();
        Path directory = write("run", "completed");
        assertThat(json(named("/api/run", "run")).get("summary").get("seed").asText())
                .isEqualTo("7");
        Files.delete(directory.resolve("run.json"));
        Files.delete(directory);
        assertThat(json(named("/api/run", "run")).get("summary").get("status").asText())
                .isEqualTo("unknown");
        assertThat(statuses()).isEmpty();
        assertThat(send(allowed(named("/api/run", "run"))).statusCode()).isEqualTo(404);
        Files.delete(root);
        assertThat(json("/api/runs").get("problem").asText())
                .contains("There is no folder")
                .contains("any more");
    }

    @Test
    void aStopRequestNeedsTheTokenInAHeaderAndReachesTheTraining() throws IOException, InterruptedException {
        HttpRequest.BodyPublisher nothing = HttpRequest.BodyPublishers.noBody();
        String path = named("/api/stop", "run");
        Path directory = root.resolve("run");
        try (RunDirectory run = RunDirectory.create(directory)) {
            write("run", "running");
            StopSignal signal = new StopSignal();
            signal.alsoRequestedIn(directory, Progress.silent());
            assertThat(send(request(path).POST(nothing)).statusCode()).isEqualTo(401);
            assertThat(send(request(path + "&token=" + token).POST(nothing)).statusCode())
                    .isEqualTo(401);
            assertThat(send(allowed(path)).statusCode()).isEqualTo(405);
            assertThat(signal.isRequested()).isFalse();
            assertThat(send(allowed(path).POST(nothing)).body()).contains("\"status\":\"stopping\"");
            assertThat(send(allowed(path).POST(nothing)).statusCode()).isEqualTo(200);
            Thread.sleep(600);
            assertThat(signal.isRequested()).isTrue();
            assertThat(run.folder().resolve(".stop")).exists();
        }
        assertThat(directory.resolve(".stop")).doesNotExist();
        write("run", "stopped");
        HttpResponse<String> late = send(allowed(path).POST(nothing));
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("The run is stopped, so there is nothing to stop.");
    }

    /** All names of a run may be hostile. They reach the page as text. */
    @Test
    void thePageShowsRunsInABrowser() throws IOException, InterruptedException {
        String name = "<img src=x onerror=document.title='hacked'>";
        Path directory = write(name, "completed");
        String metric = "</script><b onclick=1>";
        Files.writeString(
                directory.resolve("metrics.jsonl"), LINE.formatted(1, 0.5).replace("loss", metric));
        Files.writeString(directory.resolve("log.txt"), "<script>document.title='hacked'</script>\n");
        Files.writeString(
                directory.resolve("result.json"),
                "{\"recipe\":\"<i>\",\"metrics\":{\"" + metric
                        + "\":0.123456},\"baselines\":{\"__proto__\":{\"a\":1}}}");
        write("other", "failed");

        String page = Browser.open(server.address(), folder);
        assertThat(page)
                .contains("<title>Trainings</title>", "2 runs below", "&lt;img src=x", "0.12346", "failed", "<canvas")
                .contains("&lt;script&gt;document.title='hacked'")
                .doesNotContain("<img src=x", "<b onclick", "<title>hacked");
    }

    /** Of 120 runs, the first 50 are listed until the reader asks for all or searches. The chosen one, which is the first, always is. */
    @Test
    void manyRunsAreNarrowedDown() throws IOException, InterruptedException {
        String script = """
            const run = i => ({name: 'run-' + i, status: i === 99 ? 'failed' : 'completed', stages: [], stage: '', device: 'cpu',
              started: '2026-01-01T00:00:00Z', active: false});
            window.fetch = async path => ({ok: true, json: async () => path.startsWith('/api/runs')
              ? {root: 'runs', problem: '', runs: Array.from({length: 120}, (_, i) => run(i))}
              : {version: 'a', behind: false, curves: [], latest: [], stages: [], problems: [], log: [], summary: run(0)}});
            const visible = () => [...document.querySelectorAll('#runs tr')].slice(1).filter(row => !row.hidden).length;
            setTimeout(poll, 100);
            setTimeout(() => {
              const seen = [visible(), byId('count').textContent];
              byId('all').click();
              seen.push(visible());
              byId('words').value = 'FAILED run';
              byId('words').dispatchEvent(new Event('input'));
              seen.push(visible(), byId('count').textContent);
              document.title = seen.join(', ');
            }, 1500);
            """;
        assertThat(Browser.run(send(request("/")).body(), script, folder))
                .contains("<title>50, 50 of 120, 120, 2, 1 of 1 that match</title>");
    }
}
