package io.winnow.trainer.published;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The published models on this machine, in the folder {@code models} of each data root: {@code ROOT/models/NAME}, where NAME is that of a
 * folder or file, such as {@code resnet18-f37072fd.pth}, or of a repository of the HuggingFace Hub, such as {@code microsoft/resnet-18}.
 * Files of weights in other folders of a data root, {@code ROOT/FOLDER/NAME}, are found by their name, too.
 */
public final class ModelStore {
    private static final String FOLDER = "models";
    private static final String WEIGHTS = "[^.].*\\.(safetensors|pth|pt|th|bin)";

    /** Endings that data sets do not use. */
    private static final String BESIDE_DATA = ".*[^./]\\.(safetensors|pth|pt|th)";

    /** How deep the folder of a model lies at most: a repository with its owner, and a revision that may contain slashes. */
    private static final int DEPTH = 4;

    private final DataRoot root;
    private final Hub hub;

    /**
     * @param root the data roots
     * @param hub where models are fetched from that are not there
     */
    public ModelStore(DataRoot root, Hub hub) {
        this.root = root;
        this.hub = hub;
    }

    /** The models in {@code WINNOW_DATA} and the user's cache, and the hub that the environment names. */
    public static ModelStore ofEnvironment() {
        return new ModelStore(DataRoot.ofEnvironment(), Hub.ofEnvironment());
    }

    /**
     * Finds a model, and fetches it if it is not on this machine.
     *
     * @param model path of a file or folder, or the name of a model
     * @param say receives what is fetched
     * @return the file or folder
     * @throws UserException if there is no such path, and no such model can be had; the message says what to put where
     */
    public Path resolve(String model, Consumer<String> say) throws IOException {
        Optional<Path> here = find(model);
        if (here.isPresent()) {
            return here.get();
        }
        Path path = Path.of(model);
        if (!Hub.isRepository(model) || !Files.isDirectory(path.toAbsolutePath().getParent())) {
            return fetch(model, say);
        }
        // If FOLDER exists here, FOLDER/NAME is more likely a misspelt path than a model of the hub.
        try {
            return fetch(model, say);
        } catch (UserException e) {
            throw new UserException(InputPaths.missing(path) + " " + e.getMessage(), e);
        }
    }

    /** Finds a model on this machine. */
    public Optional<Path> find(String model) throws IOException {
        Path path = Path.of(model);
        if (Files.exists(path)) {
            return Optional.of(path);
        }
        if (path.isAbsolute() || model.contains("..")) {
            return Optional.empty();
        }
        for (Path folder : root.foldersOf(FOLDER).toList()) {
            Path stored = folder.resolve(Hub.storedName(model));
            if (Files.exists(stored) && (!Hub.isAddress(model) || isFrom(model, stored))) {
                return Optional.of(stored);
            }
        }
        return amongData(model);
    }

    /** Finds a file of weights that lies beside data sets: {@code FILE} or {@code FOLDER/FILE}. */
    private Optional<Path> amongData(String model) throws IOException {
        if (!model.matches(BESIDE_DATA)) {
            return Optional.empty();
        }
        List<Path> found = new ArrayList<>();
        for (Map.Entry<String, Path> file : besideData().entrySet()) {
            if (file.getKey().equals(model) || file.getKey().endsWith("/" + model)) {
                found.add(file.getValue());
            }
        }
        if (found.size() > 1) {
            throw new UserException("There are several files " + model + ": "
                    + String.join(", ", found.stream().map(Path::toString).toList()) + ". Name the path of one.");
        }
        return found.stream().findFirst();
    }

    /** Returns the files of weights in the folders of data sets, by the folder and the file. */
    private Map<String, Path> besideData() throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (Path folder : root.roots().stream().filter(Files::isDirectory).toList()) {
            for (Path inside : inside(folder)) {
                if (Files.isDirectory(inside)
                        && Files.isReadable(inside) // unlike lost+found where a disk is mounted
                        && !inside.getFileName().toString().equals(FOLDER)) {
                    for (Path file : inside(inside)) {
                        if (file.getFileName().toString().matches(BESIDE_DATA) && Files.isRegularFile(file)) {
                            files.putIfAbsent(inside.getFileName() + "/" + file.getFileName(), file);
                        }
                    }
                }
            }
        }
        return files;
    }

    private static List<Path> inside(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.toList();
        }
    }

    /** Whether a file was fetched from an address: another one may end in the same name. */
    private static boolean isFrom(String address, Path file) throws IOException {
        return pin(file).map(ModelPin::source).filter(address::equals).isPresent();
    }

    /**
     * Fetches a model, also if it was fetched before.
     *
     * @param model {@code OWNER/NAME} or {@code OWNER/NAME@REVISION} of a repository of the hub, or an {@code https://} address of a file
     * @return the file or folder
     * @throws UserException if it cannot be had
     */
    public Path fetch(String model, Consumer<String> say) throws IOException {
        Path target = root.writable().resolve(FOLDER);
        boolean fetchable = Hub.isAddress(model) || Hub.isRepository(model);
        Optional<Path> here = fetchable ? amongData(model) : find(model);
        if (here.isPresent()) {
            say.accept(model + " is on this machine already, so it is not fetched.");
            return here.get();
        }
        if (!fetchable) {
            throw new UserException(
                    "There is no file or folder " + model + " (looked in "
                            + Path.of("").toAbsolutePath() + " and in "
                            + String.join(
                                    ", ",
                                    root.foldersOf(FOLDER).map(Path::toString).toList())
                            + ", and for files of weights in the folders of data sets)." + nearest(model)
                            + " Name a path, a model that `winnow model list` shows, or OWNER/NAME of a model on the HuggingFace Hub.");
        }
        try {
            return hub.fetch(model, target, say);
        } catch (HubException e) {
            throw new UserException("The model " + model + " could not be fetched: "
                    + e.getMessage() + ". Copy its files (config.json, model.safetensors, and tokenizer.json or"
                    + " preprocessor_config.json if it has them) into " + target.resolve(Hub.storedName(model))
                    + ", or name the folder in which they are.");
        }
    }

    /** Returns the models on this machine by their names, with their paths. */
    public Map<String, Path> list() throws IOException {
        Map<String, Path> models = new TreeMap<>();
        for (Path folder : root.foldersOf(FOLDER).filter(Files::isDirectory).toList()) {
            collect(folder, "", models);
        }
        besideData().forEach(models::putIfAbsent);
        return models;
    }

    /** Returns where a fetched model comes from; empty if its files were put there by hand. */
    public static Optional<ModelPin> pin(Path model) throws IOException {
        Path file = ModelPin.beside(model);
        return Files.isRegularFile(file) ? Optional.of(Json.read(file, ModelPin.class)) : Optional.empty();
    }

    /** Adds the models in a folder. What lies within a model belongs to it. */
    private static void collect(Path folder, String prefix, Map<String, Path> models) throws IOException {
        for (Path path : inside(folder)) {
            String name = prefix + path.getFileName();
            if (Files.isDirectory(path) ? holdsWeights(path) : isWeights(path)) {
                models.putIfAbsent(name, path);
            } else if (Files.isDirectory(path)
                    && prefix.chars().filter(each -> each == '/').count() < DEPTH) {
                collect(path, name + "/", models);
            }
        }
    }

    private static boolean holdsWeights(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file ->
                    file.getFileName().toString().matches("config\\.json|open_clip_config\\.json|modules\\.json"));
        }
    }

    private static boolean isWeights(Path file) {
        return Files.isRegularFile(file) && file.getFileName().toString().matches(WEIGHTS);
    }

    private String nearest(String model) throws IOException {
        List<String> known = new ArrayList<>(list().keySet());
        list().values().forEach(path -> known.add(path.getFileName().toString()));
        return EditDistance.nearest(model, known)
                .map(name -> " Did you mean " + name + "?")
                .orElse("");
    }
}
