package io.winnow.trainer.recipe.recommend;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.evaluate.ItemScores;
import io.winnow.trainer.model.Exportable;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.Recommender;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The model of a run: recommends items to users. The representation of a user is her row of U. */
final class UserModel implements TrainedModel, Recommender {
    private final Path folder;
    private final String column;
    private final KnownUsers known;
    private final Factors factors;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final NearestUser nearest;

    /**
     * Opens the model.
     *
     * @param folder folder of the stage that trained it
     * @param column column of the user in files of records
     */
    UserModel(Path folder, String column) throws IOException {
        this.folder = folder;
        this.column = column;
        known = KnownUsers.read(folder);
        factors = Factors.read(folder);
        nearest = new NearestUser(known.users());
        for (int user = 0; user < known.users().size(); user++) {
            numbers.put(known.users().get(user), user);
        }
    }

    @Override
    public ModelOutput output() {
        return new ModelOutput(ModelOutput.Kind.ENCODER, factors.users().width(), null);
    }

    @Override
    public ItemReader<?> reader() {
        return new UserReader(column, this::unknown);
    }

    @Override
    public NDArray run(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) throws IOException {
        int width = factors.users().width();
        float[] rows = new float[examples.length * width];
        for (int i = 0; i < examples.length; i++) {
            float[] row = factors.users().row(numbers.get((String) items.item(examples[i])));
            System.arraycopy(row, 0, rows, i * width, width);
        }
        return manager.create(rows, new Shape(examples.length, width));
    }

    @Override
    public Optional<Recommender> recommender() {
        return Optional.of(this);
    }

    @Override
    public Optional<String> unknown(String user) {
        return numbers.containsKey(user)
                ? Optional.empty()
                : Optional.of("the training has no user '" + user + "'"
                        + nearest.of(user)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse(""));
    }

    @Override
    public Map<String, Object> recommend(String user, int top, boolean seen) {
        Integer number = numbers.get(user);
        int[] hidden = number == null || seen ? new int[0] : known.seen()[number];
        double[] scores = number == null ? popularity() : factors.of(number);
        List<Map<String, Object>> items = new ArrayList<>();
        for (int item : ItemScores.best(scores, hidden, Math.min(top, scores.length))) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("item", known.items().get(item));
            if (known.names() != null) {
                each.put("name", known.names().get(item));
            }
            each.put("score", (float) scores[item]);
            items.add(each);
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", user);
        line.put("basis", number == null ? "popularity" : "factors");
        line.put("items", items);
        return line;
    }

    @Override
    public Optional<Exportable> exportable() {
        throw new UserException("A run of recommend needs no export: " + folder.resolve(Factors.FILE)
                + " has the factors U and V in safetensors format, and " + folder.resolve(KnownUsers.FILE)
                + " the ids of their rows. The score of a user and an item is the product of their rows.");
    }

    private double[] popularity() {
        return Arrays.stream(known.popularity()).asDoubleStream().toArray();
    }

    @Override
    public String digest() throws IOException {
        return new Fingerprint().add(folder.resolve(Factors.FILE)).hex();
    }

    @Override
    public void close() {}
}
