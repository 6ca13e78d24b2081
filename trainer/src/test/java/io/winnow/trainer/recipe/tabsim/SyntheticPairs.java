package io.winnow.trainer.recipe.tabsim;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Generated tables of four topics, each with its own words. Pairs of the same topic are similar. */
public final class SyntheticPairs {
    /** Configuration of an encoder that learns them within a second. */
    public static final String ENCODER =
            "{kind: tabsim, rows: 4, cells: 3, cell_words: 2, caption_words: 4, embedding: 8, state: 6, hidden: 8}";

    private static final int TOPICS = 4;
    private static final int CANDIDATES = 4;

    private SyntheticPairs() {}

    /** Returns a table of a topic as JSON. */
    public static Map<String, Object> table(String id, int topic, long seed) {
        CounterRandom random = CounterRandom.of(seed, topic);
        List<List<String>> rows = new ArrayList<>();
        for (int r = 0; r < 3; r++) {
            rows.add(List.of(word(topic, random), Integer.toString(random.nextInt(9)), word(topic, random)));
        }
        return Map.of(
                "id",
                id,
                "caption",
                word(topic, random) + " of " + word(topic, random),
                "headers",
                List.of("name", "count", "group"),
                "rows",
                rows);
    }

    private static String word(int topic, CounterRandom random) {
        return "t" + topic + "w" + random.nextInt(5);
    }

    /** Writes the pairs of some queries as JSON lines, with their tables inline and without folds. */
    public static Path write(Path file, int queries) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int q = 0; q < queries; q++) {
            for (int c = 0; c < CANDIDATES; c++) {
                int topic = c % 2 == 0 ? q % TOPICS : (q + 1 + c) % TOPICS;
                boolean similar = topic == q % TOPICS;
                lines.add(Json.line(Map.of(
                        "a",
                        table("q" + q, q % TOPICS, q),
                        "b",
                        table("c" + q + "-" + c, topic, 1000 + 10L * q + c),
                        "score",
                        similar ? 3 - c / 2 : 0,
                        "label",
                        similar ? "similar" : "dissimilar")));
            }
        }
        return Files.write(file, lines);
    }
}
