package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.ExampleFinder;
import io.winnow.datasets.label.Examples;
import io.winnow.datasets.source.CaptionFile;
import io.winnow.datasets.source.CaptionFile.Caption;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.trainer.evaluate.RetrievalReport;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.TextTower;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Evaluates a model that has an encoder of texts as well by retrieval: it finds the captions of images among all captions, and the images of
 * captions among all images.
 *
 * @param model the model of the items
 * @param name name of the model in messages
 * @param templates what is said of an item in a caption
 */
public record Retrieval(TrainedModel model, String name, Templates templates, NDManager manager) {
    /**
     * The recall of a model and by chance.
     *
     * @param items number of items
     * @param captions number of captions
     * @param notes what a person should know of the captions
     */
    public record Judged(RetrievalReport report, RetrievalReport chance, int items, int captions, List<String> notes) {}

    /** The vectors (N, D) of the items that have captions, and their numbers by the names that the file of captions gives them. */
    private record Items(NDArray vectors, Map<String, Integer> numbers) {}

    /**
     * Evaluates on captions of files, whose paths are relative to the folder of the file of captions.
     *
     * @throws UserException if items do not exist or cannot be read, or if the model has no encoder of texts
     */
    public Judged onFiles(Path file, InputOptions options) throws IOException {
        TextTower tower = tower();
        CaptionFile.Captions read = read(file);
        Set<String> items = new LinkedHashSet<>();
        read.captions().forEach(caption -> items.add(caption.item()));
        return judge(tower, read.captions(), files(file, List.copyOf(items), options), notes(file, read));
    }

    /**
     * Evaluates on captions of items in a data set, which they name by their keys.
     *
     * @param data the data set as the user names it
     * @throws UserException if the data set has none of the items, or if the model has no encoder of texts
     */
    public Judged onData(Path file, String data, InputOptions options) throws IOException {
        TextTower tower = tower();
        CaptionFile.Captions read = read(file);
        List<String> notes = notes(file, read);
        try (Dataset<?> set = model.reader()
                .labelled(data, options)
                .orElseThrow(() -> new UserException("--captions cannot be used with " + data + ", whose "
                        + model.reader().unit() + " have no keys. Leave out --data."))) {
            Map<String, Integer> examples = examples(read.captions(), data, set);
            requireSome(file, data, set, read.captions(), examples);
            int[] chosen = examples.values().stream()
                    .mapToInt(Integer::intValue)
                    .distinct()
                    .sorted()
                    .toArray();
            Map<String, Integer> numbers = new HashMap<>();
            examples.forEach((name, example) -> numbers.put(name, Arrays.binarySearch(chosen, example)));
            List<Caption> captions = read.captions().stream()
                    .filter(caption -> numbers.containsKey(caption.item()))
                    .toList();
            note(notes, read.captions().size() - captions.size(), "of other " + unit() + " than those of " + data);
            int without = set.size() - chosen.length;
            if (without > 0) {
                notes.add(Plural.of(without, unit()) + " of " + data + " without a caption are left out.");
            }
            return judge(tower, captions, new Items(model.run(set, chosen, manager), numbers), notes);
        }
    }

    /** Returns the indices of the items in a data set by the names that the captions give them; those of other items are left out. */
    private static Map<String, Integer> examples(List<Caption> captions, String data, Dataset<?> set) {
        ExampleFinder finder = new ExampleFinder(new Examples(data, Optional.empty(), set.size(), set::key));
        Map<String, Integer> examples = new LinkedHashMap<>();
        Set<String> tried = new HashSet<>();
        for (Caption caption : captions) {
            if (tried.add(caption.item())) {
                finder.only(caption.item()).ifPresent(example -> examples.put(caption.item(), example));
            }
        }
        return examples;
    }

    private TextTower tower() throws IOException {
        return model.texts()
                .orElseThrow(() -> new UserException(
                        "--captions needs a model that has an encoder of texts as well, such as the folder of a CLIP or SigLIP"
                                + " model with tokenizer.json, but " + name + " has none."));
    }

    private static CaptionFile.Captions read(Path file) throws IOException {
        return CaptionFile.read(InputPaths.require(file), TextCharset.UTF_8);
    }

    private List<String> notes(Path file, CaptionFile.Captions read) {
        List<String> notes = new ArrayList<>();
        note(notes, read.blank(), "without a text in " + file);
        return notes;
    }

    private static void note(List<String> notes, int left, String which) {
        if (left > 0) {
            notes.add(Plural.of(left, "captions") + " " + which + (left == 1 ? " is" : " are") + " left out.");
        }
    }

    private static void requireSome(
            Path file, String data, Dataset<?> set, List<Caption> captions, Map<String, Integer> examples) {
        if (examples.isEmpty()) {
            List<String> named = captions.stream().map(Caption::item).distinct().toList();
            List<String> keys =
                    IntStream.range(0, set.size()).mapToObj(set::key).toList();
            throw new UserException(file + " has no caption of an item of " + data + ": it names "
                    + Shown.of(named) + ", but the keys of " + data + " are " + Shown.of(keys)
                    + ". Write these keys into its column key.");
        }
    }

    private Items files(Path file, List<String> items, InputOptions options) throws IOException {
        List<String> paths = items.stream()
                .map(item ->
                        file.toAbsolutePath().resolveSibling(item).normalize().toString())
                .toList();
        requireThere(file, paths);
        List<float[]> vectors = new ArrayList<>();
        try (Predictor predictor = new Predictor(model, manager)) {
            predictor.run(paths, options, new Predictor.Results() {
                @Override
                public void predicted(Prediction prediction) {
                    vectors.add(prediction.output());
                }

                @Override
                public void failed(String key, String why) {
                    throw new UserException(key + ", of which " + file + " has a caption, cannot be read: " + why
                            + ". Restore it, or remove its captions.");
                }
            });
        }
        if (vectors.size() != items.size()) {
            throw new UserException(file + " names " + items.size() + " paths, but " + vectors.size() + " " + unit()
                    + " were found there. Each path must name a file with one of the " + unit()
                    + ", not a folder or an archive.");
        }
        Map<String, Integer> numbers = new LinkedHashMap<>();
        items.forEach(item -> numbers.put(item, numbers.size()));
        int width = model.output().dimension();
        float[] all = new float[Math.multiplyExact(vectors.size(), width)];
        for (int i = 0; i < vectors.size(); i++) {
            System.arraycopy(vectors.get(i), 0, all, i * width, width);
        }
        return new Items(manager.create(all, new Shape(vectors.size(), width)), numbers);
    }

    private static void requireThere(Path file, List<String> paths) {
        List<Path> missing =
                paths.stream().map(Path::of).filter(path -> !Files.exists(path)).toList();
        if (!missing.isEmpty()) {
            throw new UserException(InputPaths.missing(missing.get(0))
                    + (missing.size() == 1
                            ? ""
                            : " " + (missing.size() - 1) + " more of the " + paths.size() + " are missing.")
                    + " The paths in " + file
                    + " are relative to its folder; to name the keys of a data set instead, add --data DATA.");
        }
    }

    private String unit() {
        return model.reader().unit();
    }

    private Judged judge(TextTower tower, List<Caption> captions, Items items, List<String> notes) throws IOException {
        // A text that several items have is embedded once, so that its vectors are equal to the digit and tie.
        Map<String, Integer> texts = new LinkedHashMap<>();
        captions.forEach(caption -> texts.putIfAbsent(caption.text(), texts.size()));
        RetrievalReport.Pairs pairs = new RetrievalReport.Pairs(
                (int) items.vectors().getShape().get(0),
                texts.size(),
                captions.stream()
                        .mapToInt(caption -> items.numbers().get(caption.item()))
                        .toArray(),
                captions.stream().mapToInt(caption -> texts.get(caption.text())).toArray());
        if (texts.size() < captions.size()) {
            notes.add(Plural.of(captions.size() - texts.size(), "captions")
                    + " repeat others. Ties among them count with the probability of being right.");
        }
        try (Autograd.Recording pause = Autograd.pause();
                NDManager scope = manager.newSubManager()) {
            NDArray vectors = Losses.unitRows(items.vectors());
            vectors.attach(scope);
            NDArray said = templates.embed(tower, List.copyOf(texts.keySet()), scope);
            requireNumbers(vectors, unit());
            requireNumbers(said, "captions");
            return new Judged(
                    RetrievalReport.of(vectors, said, pairs),
                    RetrievalReport.byChance(pairs),
                    pairs.items(),
                    captions.size(),
                    List.copyOf(notes));
        }
    }

    private void requireNumbers(NDArray vectors, String of) {
        try (NDArray sum = vectors.sum()) {
            if (!Float.isFinite(sum.toFloatArray()[0])) {
                throw new UserException(
                        "Some of the " + of + " have vectors that are not finite, so they cannot be ranked."
                                + " Check the weights of " + name + ".");
            }
        }
    }
}
