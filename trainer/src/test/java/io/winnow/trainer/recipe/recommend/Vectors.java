package io.winnow.trainer.recipe.recommend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;

/** Reference numbers of an independent implementation. */
final class Vectors {
    private Vectors() {}

    static JsonNode cases(String name) throws IOException {
        try (InputStream in = Vectors.class.getResourceAsStream(name)) {
            return new ObjectMapper().readTree(in).get("cases");
        }
    }

    static int[] integers(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    /** Returns a matrix by rows. */
    static double[] matrix(JsonNode rows) {
        double[] values = new double[rows.size() * rows.get(0).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    rows.get(i / rows.get(0).size()).get(i % rows.get(0).size()).asDouble();
        }
        return values;
    }
}
