package io.winnow.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.random.CounterRandom;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares TF-IDF word replacement with the vectors of an independent implementation. */
class TfIdfReplacementTest {
    private static JsonNode cases() throws IOException {
        try (InputStream in = TfIdfReplacementTest.class.getResourceAsStream("tfidf-replacement.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static List<List<String>> documents(JsonNode each) {
        List<List<String>> documents = new ArrayList<>();
        each.get("documents").forEach(document -> {
            List<String> words = new ArrayList<>();
            document.forEach(word -> words.add(word.asText()));
            documents.add(words);
        });
        return documents;
    }

    @Test
    void probabilitiesAreThoseOfTheReference() throws IOException {
        for (JsonNode each : cases()) {
            List<List<String>> documents = documents(each);
            TfIdfReplacement<String> replacement = TfIdfReplacement.fit(documents, Comparator.naturalOrder());
            JsonNode expected = each.get("expected");
            assertThat(replacement.words()).hasSize(expected.get("idf").size());
            for (int w = 0; w < replacement.words().size(); w++) {
                String word = replacement.words().get(w);
                assertThat(replacement.idf(word))
                        .isCloseTo(expected.get("idf").get(word).asDouble(), within(1e-12));
                assertThat(replacement.share(w))
                        .isCloseTo(expected.get("draw").get(word).asDouble(), within(1e-12));
            }
            for (int d = 0; d < documents.size(); d++) {
                double[] found = replacement.probabilities(
                        documents.get(d), each.get("probability").asDouble());
                for (int i = 0; i < found.length; i++) {
                    double unlimited =
                            expected.get("replace_probability").get(d).get(i).asDouble();
                    assertThat(found[i]).isCloseTo(Math.min(1, unlimited), within(1e-12));
                }
            }
        }
    }

    @Test
    void drawsFollowTheWeights() throws IOException {
        TfIdfReplacement<String> replacement =
                TfIdfReplacement.fit(documents(cases().get(0)), Comparator.naturalOrder());
        int draws = 20_000;
        int[] counts = new int[replacement.words().size()];
        CounterRandom random = CounterRandom.of(7);
        for (int i = 0; i < draws; i++) {
            String drawn = replacement.draw(random, counts.length).orElseThrow();
            counts[replacement.words().indexOf(drawn)]++;
        }
        for (int w = 0; w < counts.length; w++) {
            assertThat((double) counts[w] / draws).isCloseTo(replacement.share(w), within(0.01));
        }
        assertThat(counts[replacement.words().indexOf("price")]).isZero();
        for (int i = 0; i < 100; i++) {
            assertThat(replacement.draw(random, 2).orElseThrow()).isIn("a", "again");
        }
        assertThat(replacement.draw(random, 0)).isEmpty();
    }
}
