package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code winnow data entities} on texts of animals. */
class EntitiesCommandTest extends OnCommandLine {
    private static Path pool;
    private static Path names;

    @BeforeAll
    static void write() throws IOException {
        pool = Files.writeString(folder.resolve("animals.csv"), """
                key,text
                a,A Polar Bear on the ice.
                b,two polar bears; one polar bear
                c,a brown bear
                d,my jaguar
                e,forbear from bearing
                f,
                g,"the ice bear, and a brown bear"
                """);
        names = Files.writeString(folder.resolve("names.jsonl"), """
                {"id": 1, "name": "bear"}
                {"id": 2, "name": "polar bear", "aliases": ["ice bear", "polar bears"]}
                {"id": 3, "name": "brown bear"}
                {"id": 4, "name": "jaguar", "aliases": []}
                {"id": 5, "name": "car", "aliases": ["Jaguar"]}
                """);
    }

    private static int entities(Path output, String... more) {
        return entities(names, output, more);
    }

    private static int entities(Path dictionary, Path output, String... more) {
        return winnow(Stream.concat(
                        Stream.of(
                                "data",
                                "entities",
                                pool.toString(),
                                "--names",
                                dictionary.toString(),
                                "--output",
                                output.toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void otherNamesAreFoundWhateverTheColumnIsCalledAndCommasAreDoubted() throws IOException {
        Path bars = Files.writeString(folder.resolve("bars.csv"), "Name,Synonyms\npolar bear,ice bear|Eisb\u00E4r\n");
        Path output = folder.resolve("synonyms.csv");
        assertThat(entities(bars, output, "--least", "1")).as(err).isZero();
        assertThat(Files.readAllLines(output)).contains("g,polar bear,polar bear,ice bear,,polar bear");
        assertThat(err).doesNotContain("other name");
        Path commas = Files.writeString(
                folder.resolve("commas.csv"), "name,aliases\nbrown bear,\npolar bear,\"ice bear, polar bears\"\n");
        assertThat(entities(commas, output, "--least", "1", "--force")).as(err).isZero();
        assertThat(err)
                .contains("1 entity has one other name with a comma or semicolon in it, such as 'ice bear, polar bears'"
                        + " for 'polar bear'. If these are several names, write | between them.");
    }

    /** The longest name counts, whole words only; ambiguous names are left out, and so are rare entities. */
    @Test
    void textsNameEntities() throws IOException {
        Path output = folder.resolve("entities.csv");
        assertThat(entities(output, "--json")).as(err).isZero();
        assertThat(Files.readAllLines(output))
                .containsExactly(
                        "key,label,entity,found,cosine,all",
                        "a,polar bear,2,polar bear,,polar bear",
                        "b,polar bear,2,polar bears,,polar bear",
                        "c,brown bear,3,brown bear,,brown bear",
                        "g,polar bear,2,ice bear,,polar bear|brown bear");
        JsonNode report = new ObjectMapper().readTree(out);
        assertThat(report.get("examples").asInt()).isEqualTo(7);
        assertThat(report.get("without_entity_in_text").asInt()).isEqualTo(2);
        assertThat(report.get("only_undecided_names").asInt()).isEqualTo(1);
        assertThat(report.get("labelled").asInt()).isEqualTo(4);
        assertThat(report.get("entities").asInt()).isEqualTo(2);
        assertThat(report.at("/largest/polar bear").asInt()).isEqualTo(3);
        assertThat(report.at("/ambiguous/jaguar/car").asInt()).isZero();
        assertThat(entities(output)).isEqualTo(2);
        assertThat(err).contains("exists already", "--force");
        assertThat(entities(output, "--force", "--least", "3")).as(err).isZero();
        assertThat(out).contains("'jaguar' is ambiguous: jaguar 0, car 0.", "--score");
        assertThat(Files.readAllLines(output)).hasSize(1 + 3);
    }

    @Test
    void whatCannotWorkIsSaid() throws IOException {
        Path output = folder.resolve("none.csv");
        assertThat(entities(output, "--least", "9")).isEqualTo(2);
        assertThat(err).contains("No entity has at least 9 examples");
        assertThat(entities(output, "--threshold", "0.5")).isEqualTo(2);
        assertThat(err).contains("--threshold needs --score");
        assertThat(entities(output, "--score", "model", "--threshold", "5")).isEqualTo(2);
        assertThat(err).contains("from -1 to 1; found 5");
        for (List<String> wrong : List.of(
                List.of("id,name\n1,bear\n1,cat\n", "'1' occurs a second time"),
                List.of("id,word\n1,bear\n", "no column of names", "word"),
                List.of("id,name\n1,\n", "has no name"),
                List.of("id,name\n1,polar|bear\n", "line 2", "which separates entities", "aliases"),
                List.of("id,name\n1,!!\n", "line 2", "no letter or digit"),
                List.of("id,name,aliases\n1,bear,[1\n", "line 2", "aliases is [1", "not a list of texts"),
                List.of("id,name\n1,bear\n,cat\n", "line 3: the entity 'cat' has no id", "or to none"),
                List.of("id,name\n1,unicorn\n", "names an entity", "aliases"))) {
            Path file = Files.writeString(folder.resolve("wrong.csv"), wrong.get(0));
            assertThat(winnow(
                            "data",
                            "entities",
                            pool.toString(),
                            "--names",
                            file.toString(),
                            "--output",
                            output.toString()))
                    .isEqualTo(2);
            assertThat(err).contains(wrong.subList(1, wrong.size()));
        }
        assertThat(output).doesNotExist();
    }
}
