package io.winnow;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.DataException;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.file.TextCharset;
import io.winnow.trainer.model.InputNames;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.Loaded;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.PairModel;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.predict.Prediction;
import io.winnow.trainer.predict.Predictor;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Devices;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A trained model: that of a run, an exported one, or a published one. It may be used by one thread at a time. */
public final class Model implements AutoCloseable {
    private final String name;
    private final TrainedModel model;
    private final NDManager manager;
    private final Loaded.Lease parts = Loaded.lease();

    private Model(String name, TrainedModel model, NDManager manager) {
        this.name = name;
        this.model = model;
        this.manager = manager;
    }

    /**
     * Opens a model.
     *
     * @param path directory of a run, a bundle that was exported, a model file of a bundle, or the file, folder or name of published weights
     * @return the model, which the caller closes
     * @throws WinnowException if there is no such model
     * @throws IOException if its files cannot be read
     */
    public static Model open(Path path) throws IOException {
        return open(path, ModelChoice.Part.MODEL);
    }

    static Model open(Path path, ModelChoice.Part part) throws IOException {
        NDManager manager = NDManager.newBaseManager(Devices.ofModel(path));
        try {
            return new Model(
                    path.toString(), Models.open(path, new ModelChoice(WeightsChoice.LAST, part), manager), manager);
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** {@return the names of the classes, levels or numbers that the model predicts, in its order; empty if it is an encoder} */
    public List<String> names() {
        return model.output().names();
    }

    /** {@return the length of the vectors that the model computes} */
    public int dimension() {
        return model.output().dimension();
    }

    /**
     * Embeds items.
     *
     * @param inputs files and folders of what the model reads: images, texts, rows or tables
     * @return a vector of {@link #dimension} for each item, in the order of the inputs
     * @throws WinnowException if an input does not exist, or if the model computes no vectors
     * @throws IOException if an input cannot be read
     */
    public Results<Embedding> embed(Path... inputs) throws IOException {
        require(ModelOutput.Kind.ENCODER, "an encoder; open it with Run.encoder");
        return run(inputs, each -> new Embedding(each.key(), each.output()));
    }

    /**
     * Embeds texts or rows.
     *
     * @param records the columns of each item by their names, such as {@code text}
     * @return a vector of {@link #dimension} for each record, in their order
     * @throws WinnowException if a column is missing, or if the model computes no vectors
     * @throws IOException if the records cannot be written to a temporary file
     */
    public Results<Embedding> embedRecords(List<Map<String, String>> records) throws IOException {
        return withFile(records, this::embed);
    }

    /**
     * Predicts the labels of items.
     *
     * @param inputs files and folders of what the model reads: images, texts or rows
     * @return the prediction for each item, in the order of the inputs
     * @throws WinnowException if an input does not exist, or if the model predicts no labels
     * @throws IOException if an input cannot be read
     */
    public Results<Predicted> predict(Path... inputs) throws IOException {
        require(ModelOutput.Kind.CLASSIFIER, "a model that predicts labels");
        return run(inputs, each -> Predicted.of(each.key(), model.output(), each.output()));
    }

    /**
     * Predicts the labels of texts or rows.
     *
     * @param records the columns of each item by their names, such as {@code text}
     * @return the prediction for each record, in their order
     * @throws WinnowException if a column is missing, or if the model predicts no labels
     * @throws IOException if the records cannot be written to a temporary file
     */
    public Results<Predicted> predictRecords(List<Map<String, String>> records) throws IOException {
        return withFile(records, this::predict);
    }

    /**
     * Scores pairs of tables: how similar the two of each pair are.
     *
     * @param files files of JSON lines, or with a JSON array, of pairs {@code {"a": table, "b": table}}
     * @return the score of each pair, in the order of the files; the keys of unreadable pairs name the file and the line, and begin with
     *     the path if there are several files
     * @throws WinnowException if a file does not exist, or if the model was not trained on pairs
     * @throws IOException if a file cannot be read
     */
    public Results<PairScore> score(Path... files) throws IOException {
        PairModel pairs = model.pairs()
                .orElseThrow(() -> new UserException(name + " is a model of "
                        + model.reader().unit() + ", but this needs one that was trained on pairs of tables."));
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new UserException(
                        Files.exists(file)
                                ? file + " is a folder. Name files of pairs."
                                : InputPaths.missing(file) + " Name a file of pairs.");
            }
        }
        List<PairScore> items = new ArrayList<>();
        Map<String, String> unreadable = new LinkedHashMap<>();
        InputNames names =
                new InputNames(Arrays.stream(files).map(Path::toString).toList());
        for (int i = 0; i < files.length; i++) {
            String prefix = names.prefix(i);
            pairs.compare(files[i], PairModel.BATCH, new PairModel.Results() {
                @Override
                public void found(io.winnow.trainer.model.PairScore score) {
                    items.add(new PairScore(
                            score.first(),
                            score.second(),
                            score.distance(),
                            score.similar(),
                            score.probability(),
                            score.grade()));
                }

                @Override
                public void failed(String key, String why) {
                    unreadable.put(prefix + key, why);
                }
            });
        }
        return new Results<>(items, unreadable);
    }

    private void require(ModelOutput.Kind kind, String what) {
        if (model.output().kind() != kind) {
            throw new UserException(
                    name + " computes " + model.output().kind().output() + ", but this needs " + what + ".");
        }
    }

    private <T> Results<T> run(Path[] inputs, Function<Prediction, T> result) throws IOException {
        List<String> names = Arrays.stream(inputs).map(Path::toString).toList();
        model.reader().require(names);
        List<T> items = new ArrayList<>();
        Map<String, String> unreadable = new LinkedHashMap<>();
        InputOptions options =
                new InputOptions(new Catalog(DataRoot.ofEnvironment()), TextCharset.UTF_8, Optional.empty());
        try (Predictor predictor = new Predictor(model, manager)) {
            predictor.run(names, options, new Predictor.Results() {
                @Override
                public void predicted(Prediction prediction) {
                    items.add(result.apply(prediction));
                }

                @Override
                public void failed(String key, String why) {
                    unreadable.put(key, why);
                }
            });
        }
        return new Results<>(items, unreadable);
    }

    /** A use of files. */
    @FunctionalInterface
    private interface FileUse<T> {
        Results<T> of(Path... file) throws IOException;
    }

    private static <T> Results<T> withFile(List<Map<String, String>> records, FileUse<T> use) throws IOException {
        if (records.isEmpty()) {
            return new Results<>(List.of(), Map.of());
        }
        List<String> lines = records.stream().map(Json::line).toList();
        for (String line : lines) {
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(line)) {
                throw new UserException(
                        "One of the records has a part of a character that is no character by itself (a lone"
                                + " surrogate). Remove it.");
            }
        }
        Path folder = Files.createTempDirectory("winnow-records-");
        Path file = folder.resolve("records.jsonl");
        try {
            return use.of(Files.write(file, lines));
        } catch (WinnowException | DataException e) {
            throw new UserException(e.getMessage().replace(file.toString(), "the records"), e);
        } finally {
            AtomicFiles.delete(folder);
        }
    }

    @Override
    public void close() {
        try (manager;
                parts) {
            model.close();
        }
    }
}
