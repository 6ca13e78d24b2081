package io.winnow.trainer.published;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches published models: repositories of the <a href="https://huggingface.co/docs/hub/api">HuggingFace Hub</a>, and single files by
 * their {@code https://} address. Files of the hub are verified by the digests that it states, and files that are named as torchvision names
 * them, such as {@code resnet18-f37072fd.pth}, by the first 8 digits of their SHA-256. A model is complete or not there.
 */
public final class Hub {
    private static final String USUAL = "https://huggingface.co";
    private static final Pattern REPOSITORY = Pattern.compile("[\\w.-]+/[\\w.-]+(@[\\w./-]+)?");
    private static final Pattern NAMED_BY_DIGEST = Pattern.compile(".+-([0-9a-f]{8})\\.\\w+");

    /** Files that describe a model, its preprocessing or its tokens; weights are chosen by {@link #WEIGHTS}. */
    private static final Pattern DESCRIPTIONS =
            Pattern.compile("([\\w-]+/)?(config|preprocessor_config|open_clip_config|modules|sentence_bert_config"
                    + "|config_sentence_transformers|tokenizer|tokenizer_config|special_tokens_map|vocab)\\.json"
                    + "|vocab\\.txt|merges\\.txt|README\\.md|LICENSE.*");

    /** Files of weights of a dense layer of sentence-transformers. */
    private static final Pattern MODULES = Pattern.compile("\\d+_Dense/(model\\.safetensors|pytorch_model\\.bin)");

    /** The forms of weights in the order in which they are preferred: a file, or the beginning of the names of shards and their index. */
    private static final List<String> WEIGHTS = List.of(
            "model.safetensors",
            "model.safetensors.index.json",
            "open_clip_model.safetensors",
            "pytorch_model.bin",
            "pytorch_model.bin.index.json",
            "open_clip_pytorch_model.bin");

    private final String endpoint;
    private final Optional<String> token;

    /**
     * @param endpoint address of the hub, which is checked when something is fetched
     * @param token secret that grants access to models that are not public; empty for none. It is sent to the hub alone and never written
     */
    public Hub(String endpoint, Optional<String> token) {
        this.endpoint = endpoint.replaceFirst("/+$", "");
        this.token = token;
    }

    /** The hub that {@code HF_ENDPOINT} names, as for HuggingFace's own libraries, with the token {@code HF_TOKEN} if it is set. */
    public static Hub ofEnvironment() {
        return new Hub(
                Optional.ofNullable(System.getenv("HF_ENDPOINT"))
                        .filter(text -> !text.isBlank())
                        .orElse(USUAL),
                Optional.ofNullable(System.getenv("HF_TOKEN")).filter(text -> !text.isBlank()));
    }

    /** Whether a text is the address of a file. */
    static boolean isAddress(String model) {
        return model.startsWith("https://") || model.startsWith("http://");
    }

    /** Whether a text can be the name of a repository with its owner. */
    static boolean isRepository(String model) {
        return REPOSITORY.matcher(model).matches() && !model.contains("..");
    }

    /** The name under which a model is stored: the name of a file, or the repository with its revision, if one is named. */
    static String storedName(String model) {
        return isAddress(model) ? model.replaceFirst("[?#].*", "").replaceFirst(".*/", "") : model;
    }

    private Downloads downloads() throws HubException {
        return new Downloads(address(endpoint, "HF_ENDPOINT"), token);
    }

    private static URI address(String text, String what) throws HubException {
        try {
            URI address = new URI(text);
            if (address.getHost() != null
                    && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Reported below.
        }
        throw new HubException(what + " must be an address such as " + USUAL + "; found '" + text + "'");
    }

    /**
     * Fetches a model.
     *
     * @param model repository, with or without {@code @REVISION}, or address of a file
     * @param store folder in which models are stored
     * @return the file or folder
     * @throws HubException if it cannot be had
     */
    Path fetch(String model, Path store, Consumer<String> say) throws IOException {
        Path target = store.resolve(storedName(model));
        return isAddress(model) ? file(model, target, say) : repository(model, target, say);
    }

    private Path file(String model, Path target, Consumer<String> say) throws IOException {
        if (!model.startsWith("https://")) {
            throw new HubException("only https:// addresses are fetched");
        }
        URI address = address(model, "The address of a file");
        String name = target.getFileName().toString();
        Files.createDirectories(target.toAbsolutePath().getParent());
        say.accept("Fetching " + address + " ..");
        AtomicReference<String> sha256 = new AtomicReference<>();
        AtomicFiles.write(target, scratch -> {
            Downloads.Digests found = downloads().to(address, scratch, say);
            Matcher named = NAMED_BY_DIGEST.matcher(name);
            if (named.matches() && !found.sha256().startsWith(named.group(1))) {
                throw new HubException(address + " has the SHA-256 " + found.sha256() + ", which does not begin with "
                        + named.group(1) + " as its name says");
            }
            sha256.set(found.sha256());
        });
        AtomicFiles.write(
                ModelPin.beside(target), Json.page(new ModelPin(name, model, null, Map.of(name, sha256.get()))));
        return target;
    }

    private Path repository(String model, Path target, Consumer<String> say) throws IOException {
        String name = model.replaceFirst("@.*", "");
        Downloads downloads = downloads();
        String wanted = model.contains("@") ? model.substring(model.indexOf('@') + 1) : "main";
        URI about = URI.create(endpoint + "/api/models/" + name + "/revision/"
                + URLEncoder.encode(wanted, StandardCharsets.UTF_8) + "?blobs=true");
        JsonNode repository = Json.parse(downloads.text(about), JsonNode.class);
        String revision = repository.path("sha").asText();
        Map<String, JsonNode> there = new TreeMap<>();
        repository
                .path("siblings")
                .forEach(each -> there.put(each.path("rfilename").asText(), each));
        List<String> files = wantedFiles(there, about);
        AtomicFiles.directory(target, folder -> {
            Map<String, String> digests = new TreeMap<>();
            for (String file : files) {
                say.accept("Fetching " + file + " of " + name + " (" + megabytes(there.get(file)) + ") ..");
                Path path = folder.resolve(file);
                Files.createDirectories(path.getParent());
                Downloads.Digests found = downloads.to(
                        URI.create(endpoint + "/" + name + "/resolve/" + revision + "/" + file), path, say);
                verify(file, there.get(file), found);
                digests.put(file, found.sha256());
            }
            AtomicFiles.write(
                    folder.resolve(ModelPin.FILE),
                    Json.page(new ModelPin(name, endpoint + "/" + name, revision, digests)));
        });
        return target;
    }

    private static List<String> wantedFiles(Map<String, JsonNode> there, URI about) throws HubException {
        List<String> files = new ArrayList<>();
        for (String file : there.keySet()) {
            if (DESCRIPTIONS.matcher(file).matches() || MODULES.matcher(file).matches()) {
                files.add(file);
            }
        }
        String weights = WEIGHTS.stream()
                .filter(there::containsKey)
                .findFirst()
                .orElseThrow(() -> new HubException(
                        "its repository has no weights that can be read (one of " + String.join(", ", WEIGHTS)
                                + "); it has " + String.join(", ", there.keySet()) + " (" + about + ")"));
        files.add(weights);
        if (weights.endsWith(".index.json")) {
            String shard = weights.replaceFirst("\\..*", "") + "-\\d+-of-\\d+\\."
                    + (weights.contains("safetensors") ? "safetensors" : "bin");
            there.keySet().stream().filter(file -> file.matches(shard)).forEach(files::add);
        }
        return files;
    }

    private static void verify(String file, JsonNode stated, Downloads.Digests found) throws HubException {
        String sha256 = stated.path("lfs").path("sha256").asText("");
        String blob = stated.path("blobId").asText("");
        if (!sha256.isEmpty() ? !sha256.equals(found.sha256()) : !blob.isEmpty() && !blob.equals(found.gitBlob())) {
            throw new HubException(file + " arrived with the digest "
                    + (sha256.isEmpty() ? found.gitBlob() : found.sha256()) + " instead of "
                    + (sha256.isEmpty() ? blob : sha256));
        }
    }

    private static String megabytes(JsonNode file) {
        return String.format(Locale.ROOT, "%.1f MB", file.path("size").asLong() / 1e6);
    }
}
