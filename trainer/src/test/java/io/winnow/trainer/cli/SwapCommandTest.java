package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.annotate.GroupTerms;
import io.winnow.trainer.chat.ScriptedJudge;
import io.winnow.trainer.chat.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code winnow annotations swap} with a language model that calls what is said of men harmless. */
class SwapCommandTest extends OnCommandLine {
    @Test
    void wordsAreReplacedAsAWhole() throws IOException {
        Path file = Files.writeString(
                folder.resolve("words.csv"),
                "group,term\nwomen,women\nwomen,she\nmen,men\nmen,he\npeople,people\npeople,they\n");
        GroupTerms terms = GroupTerms.read(file);
        assertThat(terms.swaps("She knows the women's theme."))
                .containsExactly(
                        new GroupTerms.Swap("women", "men", "He knows the men's theme."),
                        new GroupTerms.Swap("women", "people", "They knows the people's theme."));
        assertThat(terms.swaps("nothing here")).isEmpty();
        assertThat(terms.swaps("men and people")).hasSize(4);
    }

    @Test
    void changesAreCounted() throws IOException {
        StringBuilder texts = new StringBuilder("text\n");
        for (int i = 0; i < 20; i++) {
            texts.append(i < 10 ? "all women are number %d%n".formatted(i) : "all men are number %d%n".formatted(i));
        }
        texts.append("nobody is\n");
        Path data = Files.writeString(folder.resolve("said.csv"), texts);
        Path terms = Files.writeString(folder.resolve("terms.csv"), "group,term\nf,women\nm,men\n");
        try (ScriptedServer server =
                new ScriptedServer(new ScriptedJudge(text -> text.contains("women") ? "hate" : "fine", 0, true))) {
            Path task = Files.writeString(folder.resolve("swap.yaml"), """
                    instruction: Is it hate?
                    labels: [{label: hate}, {label: fine}]
                    annotators: [{kind: language_model, endpoint: {base: "%s", model: small}}]
                    """.formatted(server.base()));
            String[] command = {
                "annotations",
                "swap",
                data.toString(),
                "--terms",
                terms.toString(),
                "--task",
                task.toString(),
                "--output",
                folder.resolve("swapped").toString(),
                "--json"
            };
            assertThat(winnow(command)).as(err).isZero();
            // 20 texts as they are and changed, in two wordings; the last text has no word of a group.
            assertThat(server.calls()).isEqualTo(80);
            JsonNode json = new ObjectMapper().readTree(out);
            assertThat(json.size()).isEqualTo(4);
            assertThat(json.at("/0/from").asText()).isEqualTo("f");
            assertThat(json.at("/0/changed/count").asInt()).isEqualTo(10);
            assertThat(json.at("/0/changed/size").asInt()).isEqualTo(10);
            assertThat(json.at("/0/transitions/0/before").asText()).isEqualTo("hate");
            assertThat(json.at("/0/transitions/0/after").asText()).isEqualTo("fine");
            assertThat(json.at("/1/transitions/0/after").asText()).isEqualTo("hate");
            Files.writeString(terms, "group,term\nf,girls\nm,boys\n");
            assertThat(winnow(command)).isEqualTo(2);
            assertThat(err).contains("None of the 21 texts");
            Files.writeString(terms, "group,term\nf,women\n");
            assertThat(winnow(command)).isEqualTo(2);
            assertThat(err).contains("one group only");
            Files.writeString(terms, "group,term\nf,women\nf,she\nm,men\n");
            assertThat(winnow(command)).isEqualTo(2);
            assertThat(err).contains("2 terms of the group f, but 1 of the group m");
        }
    }
}
