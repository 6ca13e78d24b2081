package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code winnow data anchors} on texts of two meanings of a word. */
class AnchorsCommandTest extends OnCommandLine {
    private static Path pool;
    private static Path definitions;

    @BeforeAll
    static void write() throws IOException {
        pool = Files.writeString(folder.resolve("pool.csv"), """
                key,text,label
                a,a jaguar cat sleeping in the jungle,jaguar
                b,spotted wild animal that hunts prey,jaguar
                c,the new jaguar car with leather seats,jaguar
                d,used luxury car for sale,jaguar
                e,<i>IMG_0012.jpg</i>,jaguar
                f,a large ship in the harbour,ship
                g,cargo vessel on the sea,ship
                h,,ship
                """);
        definitions = Files.writeString(folder.resolve("classes.json"), """
                [{"name": "jaguar", "definition": "a large spotted wild cat of the forests of South America", "synonyms": ["onca"]},
                 {"name": "ship", "definition": "a large vessel that carries people or cargo over the sea"}]
                """);
    }

    private static int anchors(Path output, String... more) {
        return winnow(with(command(pool, output), more));
    }

    private static String[] command(Path pool, Path output) {
        return new String[] {
            "data", "anchors", pool.toString(), "--definitions", definitions.toString(), "--output", output.toString()
        };
    }

    /** The same pool with other names of columns, and with the labels in a file of their own. */
    @Test
    void columnsThatAreNotFoundByTheirNamesAreNamed() throws IOException {
        Path usual = folder.resolve("usual.csv");
        assertThat(anchors(usual)).as(err).isZero();
        Path renamed = Files.writeString(
                folder.resolve("renamed.csv"),
                Files.readString(pool).replaceFirst("key,text,label", "number,question,intent"));
        Path output = folder.resolve("renamed-anchors.csv");
        String[] command = command(renamed, output);
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("--text-column");
        command = with(command, "--text-column", "question", "--key-column", "number");
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("--label-column");
        assertThat(winnow(with(command, "--label-column", "intent"))).as(err).isZero();
        assertThat(output).hasSameTextualContentAs(usual);
        Path labels = Files.writeString(
                folder.resolve("of-their-own.csv"),
                "id,intent\na,jaguar\nb,jaguar\nc,jaguar\nd,jaguar\nf,ship\ng,ship\n");
        assertThat(winnow(with(command, "--labels", labels.toString(), "--label-column", "intent", "--force")))
                .as(err)
                .isZero();
        assertThat(output).hasSameTextualContentAs(usual);
    }

    /** The file of labels has the column, and the pool does not need it. */
    @Test
    void theColumnOfLabelsIsThatOfTheirFile() throws IOException {
        Path usual = folder.resolve("by-pool.csv");
        assertThat(anchors(usual)).as(err).isZero();
        Path without = Files.writeString(
                folder.resolve("without.csv"), Files.readString(pool).replaceAll("(?m),[^,]*$", ""));
        Path labels = Files.writeString(
                folder.resolve("beside.csv"), "id,intent\na,jaguar\nb,jaguar\nc,jaguar\nd,jaguar\nf,ship\ng,ship\n");
        Path output = folder.resolve("by-file.csv");
        String[] command = with(command(without, output), "--labels", labels.toString());
        assertThat(winnow(with(command, "--label-column", "intent"))).as(err).isZero();
        assertThat(output).hasSameTextualContentAs(usual);
        command[2] = folder.toString();
        assertThat(winnow(with(command, "--force", "--key-column", "id"))).isEqualTo(2);
        assertThat(err).contains("--key-column has no effect here. It names a column of a file of records");
    }

    private static String[] with(String[] command, String... more) {
        return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void textsThatFitTheDefinitionAreAnchors() throws IOException {
        Path output = folder.resolve("anchors.csv");
        assertThat(anchors(output, "--count", "2", "--match", "cosine", "--json"))
                .as(err)
                .isZero();
        List<String> lines = Files.readAllLines(output);
        assertThat(lines.get(0)).isEqualTo("key,label,distance,cosine,nearest");
        assertThat(lines.stream().skip(1).map(line -> line.substring(0, 1)))
                .containsExactlyInAnyOrder("a", "b", "f", "g");
        assertThat(new ObjectMapper()
                        .readTree(out)
                        .path("classes")
                        .get(0)
                        .path("examples")
                        .asInt())
                .isEqualTo(5);
        String page = Files.readString(folder.resolve("anchors.html"));
        assertThat(page).contains("the new jaguar car").doesNotContain("\"DATA\"", "https://");
        assertThat(anchors(output)).isEqualTo(2);
        assertThat(err).contains("exists already", "--force");
        assertThat(anchors(output, "--force")).as(err).isZero();
        // All texts of both classes that have words.
        assertThat(Files.readAllLines(output)).hasSize(1 + 6);
    }

    @Test
    void boilerplateIsNamed() throws IOException {
        Path repeated = Files.writeString(
                folder.resolve("repeated.csv"),
                Files.readString(pool)
                        + "i,click here for more,ship\nj,click here for more,ship\nk,click here for more,ship\n");
        assertThat(winnow(
                        "data",
                        "anchors",
                        repeated.toString(),
                        "--definitions",
                        definitions.toString(),
                        "--output",
                        folder.resolve("r.csv").toString()))
                .as(err)
                .isZero();
        assertThat(err).contains("3 of the 5 texts of the class ship are 'click here for more'");
    }

    @Test
    void mistakesAreExplained() throws IOException {
        Path output = folder.resolve("none.csv");
        Path other = Files.writeString(folder.resolve("other.csv"), "name,definition\njaguar,a cat\nboat,a vessel\n");
        assertThat(winnow(
                        "data",
                        "anchors",
                        pool.toString(),
                        "--definitions",
                        other.toString(),
                        "--output",
                        output.toString()))
                .isEqualTo(2);
        assertThat(err).contains("does not define the classes ship", "defines boat");
        assertThat(winnow(
                        "data",
                        "anchors",
                        pool.toString(),
                        "--definitions",
                        definitions.toString(),
                        "--neighbour-weight",
                        "distance",
                        "--output",
                        output.toString()))
                .isEqualTo(2);
        assertThat(err).contains("only has an effect together with --smooth-by");
        Files.writeString(other, "name,definition\njaguar,\n");
        assertThat(winnow(
                        "data",
                        "anchors",
                        pool.toString(),
                        "--definitions",
                        other.toString(),
                        "--output",
                        output.toString()))
                .isEqualTo(2);
        assertThat(err).contains("line 2", "the class 'jaguar' has no definition");
        Path unlabelled = Files.writeString(folder.resolve("unlabelled.csv"), "key,text\na,one two three\n");
        assertThat(winnow(
                        "data",
                        "anchors",
                        unlabelled.toString(),
                        "--definitions",
                        definitions.toString(),
                        "--output",
                        output.toString()))
                .isEqualTo(2);
        assertThat(err).contains("have no labels", "--labels");
        Path textless =
                Files.writeString(folder.resolve("textless.csv"), "key,text,label\na,IMG_1,jaguar\nb,12,ship\n");
        assertThat(winnow(
                        "data",
                        "anchors",
                        textless.toString(),
                        "--definitions",
                        definitions.toString(),
                        "--output",
                        output.toString()))
                .isEqualTo(2);
        assertThat(err).contains("have no texts with words", "rcal");
        assertThat(anchors(output, "--count", "0")).isEqualTo(2);
        assertThat(anchors(output, "--match", "cosin")).isEqualTo(2);
        assertThat(output).doesNotExist();
    }
}
