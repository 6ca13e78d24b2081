package io.winnow.trainer.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetches from a small server that answers as the HuggingFace Hub does. */
class ModelStoreTest {
    private static final String REVISION = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path folder;

    private final Map<String, String> files = new TreeMap<>(Map.of(
            "config.json", "{}",
            "model.safetensors", "weights",
            "preprocessor_config.json", "{\"size\": 8}",
            "flax_model.msgpack", "not wanted",
            "pytorch_model.bin", "not wanted",
            "../escape.json", "not wanted"));
    private final Map<String, String> answers = new LinkedHashMap<>();
    private final List<String> authorizations = new ArrayList<>();
    private HttpServer server;
    private ModelStore store;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            String answer = answers.get(exchange.getRequestURI().toString());
            byte[] bytes = answer == null ? new byte[0] : answer.getBytes(StandardCharsets.UTF_8);
            if (answer != null && answer.startsWith("redirect ")) {
                exchange.getResponseHeaders().add("Location", answer.substring(9));
                exchange.sendResponseHeaders(302, -1);
            } else {
                exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        });
        server.start();
        store = store(Optional.empty());
        serve();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private ModelStore store(Optional<String> token) {
        return store(endpoint(), token);
    }

    private String endpoint() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private ModelStore store(String endpoint, Optional<String> token) {
        return new ModelStore(new DataRoot(List.of(folder)), new Hub(endpoint, token));
    }

    private void serve() {
        List<String> siblings = new ArrayList<>();
        files.forEach((name, content) -> {
            siblings.add("{\"rfilename\": \"" + name + "\", \"size\": " + content.length()
                    + (name.endsWith(".json")
                            ? ", \"blobId\": \"" + digest("SHA-1", "blob " + content.length() + "\0" + content) + "\"}"
                            : ", \"lfs\": {\"sha256\": \"" + digest("SHA-256", content) + "\"}}"));
            answers.put("/toys/resnet/resolve/" + REVISION + "/" + name, content);
        });
        for (String revision : List.of("main", "v1.0")) {
            answers.put(
                    "/api/models/toys/resnet/revision/" + revision + "?blobs=true",
                    "{\"sha\": \"" + REVISION + "\", \"siblings\": [" + String.join(", ", siblings) + "]}");
        }
    }

    private static String digest(String algorithm, String content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void fetchesWhatAModelNeedsAndPinsIt() throws IOException {
        List<String> said = new ArrayList<>();
        Path model = store.resolve("toys/resnet@v1.0", said::add);
        assertThat(model).isEqualTo(folder.resolve("models/toys/resnet@v1.0"));
        assertThat(names(model))
                .containsExactly("config.json", "model.safetensors", "preprocessor_config.json", "winnow-model.json");
        assertThat(said).hasSize(3).first().asString().contains("config.json of toys/resnet");
        ModelPin pin = ModelStore.pin(model).orElseThrow();
        assertThat(pin.revision()).isEqualTo(REVISION);
        assertThat(pin.files()).containsEntry("model.safetensors", digest("SHA-256", "weights"));
        assertThat(store.list()).containsExactly(Map.entry("toys/resnet@v1.0", model));
        server.stop(0);
        assertThat(store.resolve("toys/resnet@v1.0", said::add)).isEqualTo(model);
        assertThat(said).hasSize(3);
    }

    @Test
    void fetchesAllShards() throws IOException {
        files.remove("model.safetensors");
        files.put("model.safetensors.index.json", "{}");
        files.put("model-00001-of-00002.safetensors", "one");
        files.put("model-00002-of-00002.safetensors", "two");
        files.put("model-/../../escape.safetensors", "not wanted");
        serve();
        assertThat(names(store.resolve("toys/resnet", text -> {})))
                .contains("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")
                .doesNotContain("pytorch_model.bin")
                .hasSize(6);
        assertThat(names(folder)).noneMatch(name -> name.contains("escape"));
    }

    @Test
    void leavesNothingBehindIfAFileArrivesDamaged() {
        answers.put("/toys/resnet/resolve/" + REVISION + "/model.safetensors", "other bytes");
        assertThatThrownBy(() -> store.resolve("toys/resnet", text -> {}))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("model.safetensors arrived with the digest " + digest("SHA-256", "other bytes"));
        answers.put("/toys/resnet/resolve/" + REVISION + "/model.safetensors", "weights");
        answers.put("/toys/resnet/resolve/" + REVISION + "/config.json", "[]");
        assertThatThrownBy(() -> store.resolve("toys/resnet", text -> {}))
                .hasMessageContaining("config.json arrived with the digest");
        assertThat(folder.resolve("models/toys/resnet")).doesNotExist();
    }

    @Test
    void saysWhatToPutWhereIfThereIsNoNetwork() {
        server.stop(0);
        assertThatThrownBy(() -> store.resolve("toys/resnet", text -> {}))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("The model toys/resnet could not be fetched")
                .hasMessageContaining("there is no connection to localhost")
                .hasMessageContaining("into " + folder.resolve("models/toys/resnet"));
    }

    /** What names a file of a folder that is there may be misspelt. */
    @Test
    void aPathThatLooksLikeANameIsSaidNotToExist() {
        server.stop(0);
        assertThatThrownBy(() -> store.resolve("target/clases", text -> {}))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("There is no file or folder target/clases (looked in ")
                .hasMessageContaining("Did you mean target/classes?")
                .hasMessageContaining("The model target/clases could not be fetched");
    }

    @Test
    void saysWhatIsNotThere() throws IOException {
        assertThatThrownBy(() -> store.resolve("toys/other", text -> {}))
                .hasMessageContaining("status 404 (there is no such model, revision or file)");
        Files.createDirectories(folder.resolve("models"));
        Files.writeString(folder.resolve("models/resnet20-12fca82f.th"), "");
        assertThatThrownBy(() -> store.resolve("resnet20-12fca82.th", text -> {}))
                .hasMessageContaining("There is no file or folder resnet20-12fca82.th")
                .hasMessageContaining("Did you mean resnet20-12fca82f.th?");
        assertThatThrownBy(() -> store.resolve("../secret", text -> {}))
                .hasMessageContaining("There is no file or folder");
        assertThatThrownBy(() -> store.fetch("http://localhost/x.pth", text -> {}))
                .hasMessageContaining("only https:// addresses are fetched");
    }

    @Test
    void sendsTheTokenToTheHubAlone() throws IOException {
        int port = server.getAddress().getPort();
        answers.put(
                "/toys/resnet/resolve/" + REVISION + "/model.safetensors",
                "redirect http://127.0.0.1:" + port + "/storage");
        answers.put("/storage", "weights");
        Path model = store(Optional.of("secret")).resolve("toys/resnet", text -> {});
        assertThat(authorizations)
                .hasSize(5)
                .filteredOn("Bearer secret"::equals)
                .hasSize(4);
        for (String name : names(model)) {
            assertThat(Files.readString(model.resolve(name))).doesNotContain("secret");
        }
    }

    /** Another revision is another model, and does not replace the one that runs may have started from. */
    @Test
    void keepsRevisionsApart() throws IOException {
        Path named = store.resolve("toys/resnet@v1.0", text -> {});
        Path newest = store.resolve("toys/resnet", text -> {});
        assertThat(named).isNotEqualTo(newest);
        assertThat(store.list()).containsOnlyKeys("toys/resnet", "toys/resnet@v1.0");
    }

    @Test
    void aHubMayLieBelowAPath() throws IOException {
        Map<String, String> below = new LinkedHashMap<>();
        answers.forEach((path, answer) -> below.put("/mirror/hub" + path, answer));
        answers.clear();
        answers.putAll(below);
        assertThat(names(store(endpoint() + "/mirror/hub/", Optional.empty()).resolve("toys/resnet", text -> {})))
                .contains("model.safetensors");
    }

    @Test
    void saysIfTheHubIsNoAddress() throws IOException {
        for (String wrong : List.of("hub.example.com", "http://with blank")) {
            ModelStore other = store(wrong, Optional.empty());
            assertThat(other.find("toys/resnet")).isEmpty();
            assertThatThrownBy(() -> other.resolve("toys/resnet", text -> {}))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(
                            "HF_ENDPOINT must be an address such as https://huggingface.co; found '" + wrong + "'");
        }
    }

    /** The layers of a model of sentence-transformers are in folders of their own, which are no models. */
    @Test
    void listsModelsWithoutTheirParts() throws IOException {
        files.put("1_Pooling/config.json", "{}");
        files.put("2_Dense/config.json", "{}");
        files.put("2_Dense/model.safetensors", "dense");
        serve();
        Path model = store.resolve("toys/resnet", text -> {});
        assertThat(names(model)).contains("1_Pooling/config.json", "2_Dense/model.safetensors");
        assertThat(store.list()).containsOnlyKeys("toys/resnet");
    }

    /** Weights that lie beside data sets have the names of their files. Those of two folders need the folder as well. */
    @Test
    void filesOfWeightsBesideDataAreFound() throws IOException {
        for (String name : List.of("nets/small.th", "nets/both.pth", "more/both.pth", "more/labels.bin")) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), "weights");
        }
        assertThat(store.find("small.th")).contains(folder.resolve("nets/small.th"));
        assertThat(store.find("nets/both.pth")).contains(folder.resolve("nets/both.pth"));
        assertThat(store.find("mall.th")).isEmpty();
        assertThat(store.find("labels.bin")).isEmpty();
        assertThat(store.list()).containsOnlyKeys("nets/small.th", "nets/both.pth", "more/both.pth");
        assertThatThrownBy(() -> store.find("both.pth"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("There are several files both.pth")
                .hasMessageContaining(folder.resolve("more/both.pth").toString());
        assertThatThrownBy(() -> store.resolve("smal.th", note -> {}))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Did you mean small.th?");
        List<String> said = new ArrayList<>();
        assertThat(store.fetch("nets/small.th", said::add)).isEqualTo(folder.resolve("nets/small.th"));
        assertThat(said).containsExactly("nets/small.th is on this machine already, so it is not fetched.");
        // What was put into the folder for models comes first.
        Files.createDirectories(folder.resolve("models"));
        Files.writeString(folder.resolve("models/small.th"), "weights");
        assertThat(store.find("small.th")).contains(folder.resolve("models/small.th"));
    }
}
