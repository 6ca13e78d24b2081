package io.winnow.trainer.taxonomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.chat.ChatAnswer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaxonomyTest {
    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static JsonNode found(String answer) {
        return JsonQuestions.object(new ChatAnswer.Choice(answer, true, List.of()));
    }

    @Test
    void theFirstObjectOfAnAnswerIsRead() {
        assertThat(found("Sure! {braces} here:\n```json\n{\"a\": {\"b\": 1}}\n``` {\"c\": 2}")
                        .at("/a/b")
                        .asInt())
                .isEqualTo(1);
        assertThatThrownBy(() -> found("{\"labels\": [{\"name\": \"cut"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("largest number of tokens");
        assertThatThrownBy(() -> found("[1, 2]")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void labelsAreChecked() throws IOException {
        Taxonomy read = Taxonomy.of(
                json(
                        "{\"labels\": [{\"name\": \"Card, lost!\", \"description\": \"d\"},"
                                + " {\"name\": \"Other\", \"description\": \"x\"}, {\"name\": \"Top-up\", \"description\": \"e\"}]}"),
                5);
        assertThat(read.categories().stream().map(Taxonomy.Category::label)).containsExactly("card_lost", "top_up");
        for (String wrong : List.of(
                "{}",
                "{\"labels\": [{\"name\": \"a\", \"description\": \"d\"}]}",
                "{\"labels\": [{\"name\": \"a\", \"description\": \"d\"}, {\"name\": \"A\", \"description\": \"e\"}]}",
                "{\"labels\": [{\"name\": \"a\", \"description\": \"\"}, {\"name\": \"b\", \"description\": \"e\"}]}")) {
            assertThatThrownBy(() -> Taxonomy.of(json(wrong), 5))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void changesAreThoseOfLabels() {
        Taxonomy before = new Taxonomy(List.of(
                new Taxonomy.Category("A", "x"), new Taxonomy.Category("B", "y"), new Taxonomy.Category("C", "z")));
        Taxonomy after = new Taxonomy(List.of(
                new Taxonomy.Category("C", "z"), new Taxonomy.Category("B", "w"), new Taxonomy.Category("D", "v")));
        assertThat(before.to(after)).isEqualTo(new Taxonomy.Changes(List.of("d"), List.of("a"), List.of("b")));
        assertThat(after.to(after).none()).isTrue();
    }
}
