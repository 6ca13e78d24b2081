package io.winnow.trainer.recipe.recommend;

import io.winnow.trainer.evaluate.ItemScores;
import io.winnow.trainer.recipe.recommend.FactorFile.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Learned factors, as a run keeps them. The score of user u and item i is {@code U_u . V_i}.
 *
 * @param users U (M, K)
 * @param items V (N, K)
 * @param noise P (M, K') and Q (N, K') by their names; empty if the loss has no noise
 */
record Factors(Matrix users, Matrix items, Map<String, Matrix> noise) implements ItemScores {
    static final String FILE = "factors.safetensors";

    /** Copies the factors of a training, which are up to date. */
    static Factors of(Factorization training) {
        Map<String, Matrix> noise = new LinkedHashMap<>();
        if (training.loss().hasNoise()) {
            noise.put("P", copy(training.userNoise()));
            noise.put("Q", copy(training.itemNoise()));
        }
        return new Factors(copy(training.users()), copy(training.items()), noise);
    }

    private static Matrix copy(FactorMatrix matrix) {
        return new Matrix(matrix.values().clone(), matrix.width(), true);
    }

    /** Returns factors for a training to go on with. */
    Factorization training(VoteLoss loss) {
        return new Factorization(
                loss,
                live(users),
                live(items),
                loss.hasNoise() ? live(noise.get("P")) : null,
                loss.hasNoise() ? live(noise.get("Q")) : null);
    }

    private static FactorMatrix live(Matrix matrix) {
        return new FactorMatrix(matrix.values().clone(), matrix.width());
    }

    /** Returns the factors as they are after they were stored. */
    Factors stored() {
        Map<String, Matrix> stored = new LinkedHashMap<>();
        noise.forEach((name, each) -> stored.put(name, each.stored()));
        return new Factors(users.stored(), items.stored(), stored);
    }

    /** Returns the matrices by their names in a file. */
    Map<String, Matrix> matrices(String prefix) {
        Map<String, Matrix> all = new LinkedHashMap<>();
        all.put(prefix + "U", users);
        all.put(prefix + "V", items);
        noise.forEach((name, each) -> all.put(prefix + name, each));
        return all;
    }

    /** Returns the factors of a file whose matrices have these names. */
    static Factors of(Map<String, Matrix> matrices, String prefix) {
        Map<String, Matrix> noise = new LinkedHashMap<>();
        for (String name : new String[] {"P", "Q"}) {
            if (matrices.containsKey(prefix + name)) {
                noise.put(name, matrices.get(prefix + name));
            }
        }
        return new Factors(matrices.get(prefix + "U"), matrices.get(prefix + "V"), noise);
    }

    /** Reads the factors that a stage left in its folder. */
    static Factors read(Path folder) throws IOException {
        return of(FactorFile.read(folder.resolve(FILE)), "");
    }

    /** Writes the factors into the folder of a stage, in float32. */
    void write(Path folder) throws IOException {
        FactorFile.write(folder.resolve(FILE), stored().matrices(""), Map.of());
    }

    @Override
    public double[] of(int user) {
        int width = users.width();
        double[] u = users.values();
        double[] v = items.values();
        double[] scores = new double[v.length / width];
        for (int item = 0; item < scores.length; item++) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += u[user * width + i] * v[item * width + i];
            }
            scores[item] = sum;
        }
        return scores;
    }
}
