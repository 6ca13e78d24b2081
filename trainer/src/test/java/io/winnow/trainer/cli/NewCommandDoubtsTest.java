package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code winnow new} says of data that have gaps or can be understood in several ways, and what it refuses. */
class NewCommandDoubtsTest extends OnDrafts {
    @Test
    void aColumnOfPartsThatIsNotUsedIsMentioned() throws IOException {
        Stream<String> rows =
                sentences("text,intent,split", "card,train", "balance,holdout").skip(1);
        Path data = file("parts.csv", Stream.concat(Stream.of("text,intent,split"), rows));
        Path config = draft("parts", data, "--yes");
        assertThat(err).contains("the column 'split' does not divide them");
        assertThat(Files.readString(config)).contains("split: {shares:");
    }

    @Test
    void aColumnOfPartsThatIsNotUsedIsNoInputOfRowsEither() throws IOException {
        Stream<String> rows = IntStream.range(0, 60)
                .mapToObj(i -> i + "," + (i * 7 % 11) + "," + (i % 3 == 0 ? "train" : "extra") + ",k" + i % 2);
        Path data = file("row-parts.csv", Stream.concat(Stream.of("size,weight,split,kind"), rows));
        Path config = draft("row-parts", data, "--files", "rows", "--yes");
        assertThat(err).contains("the column 'split' does not divide them");
        assertThat(Files.readString(config)).contains("columns: [size, weight]");
        assertThat(trained(config, ONE_STEP).at("/metrics/accuracy").isNumber()).isTrue();
    }

    /** If all classes are noted, an empty cell is an example that has none; it is learned from. */
    @Test
    void emptyCellsOfSeveralClassesAreNoted() throws IOException {
        Path data = file("none.csv", sentences("text,tags", "card;lost", ""));
        Path config = draft("none", data, "--yes");
        assertThat(Files.readString(config))
                .contains("unlisted: negative, blank: no}")
                .contains("# An empty cell is an example with none of the classes.");
        Path some = draft("some-none", data, "--known", "some-classes", "--yes");
        assertThat(Files.readString(some)).doesNotContain("blank: no");
        assertThat(trained(config, ONE_STEP).at("/metrics/map").isNumber()).isTrue();
    }

    @Test
    void valuesThatHardlyRepeatAreNotSuggestedAsClasses() throws IOException {
        Stream<String> rows = IntStream.range(0, 40).mapToObj(i -> i % 7 + "," + i % 3 + ",$" + (1000 + i));
        refused(
                file("prices.csv", Stream.concat(Stream.of("size,age,price"), rows)),
                "--known is missing, and nothing can be proposed");
        Stream<String> few = IntStream.range(0, 18).mapToObj(i -> i % 7 + "," + i % 3 + "," + (1000 + i));
        Path config = draft("few-prices", file("few.csv", Stream.concat(Stream.of("size,age,price"), few)), "--yes");
        assertThat(Files.readString(config)).contains("price: {kind: number}");
    }

    @Test
    void namesWithCommasAreNotSeveralClasses() throws IOException {
        Path data = file("towns.csv", sentences("text,town", "\"Paris, Texas\"", "Rome"));
        assertThat(Files.readString(draft("towns", data, "--yes"))).contains("town: {kind: class}");
    }

    @Test
    void aFileOfWindowsIsReadInItsCharacterSet() throws IOException {
        Charset windows = Charset.forName("windows-1252");
        List<String> lines = sentences("text,intent", "größer", "kleiner").toList();
        Path data = Files.write(folder.resolve("windows.csv"), lines, windows);
        refused(data, "which is 'ö' in Windows-1252; save the file as UTF-8, or name its character set");
        Path config = draft("windows", data, "--yes", "--encoding", "windows-1252");
        assertThat(Files.readString(config))
                .contains("encoding: windows-1252\n")
                .contains("windows.csv --encoding windows-1252 --files texts");
        assertThat(trained(config, ONE_STEP).at("/metrics/accuracy").isNumber()).isTrue();
        assertThat(winnow("data", "inspect", data.toString(), "--encoding", "windows-1252"))
                .as(err)
                .isZero();
        assertThat(out).contains("größer");
        assertThat(err).contains("windows.csv --encoding windows-1252 --files texts");
        assertThat(winnow("data", "inspect", config.toString(), "--encoding", "windows-1252"))
                .isEqualTo(2);
        assertThat(err).contains("In a configuration, it is the key encoding.");
        assertThat(winnow("new", path("train"), "--yes", "--output", path("images.yaml"), "--encoding", "utf-16"))
                .isEqualTo(2);
        assertThat(err).contains("has images. Leave it out.");
    }

    @Test
    void aColumnOfRowNumbersIsTheKey() throws IOException {
        Stream<String> lines =
                IntStream.range(0, 40).mapToObj(i -> (i + 1) + ";" + i * 7 % 11 + ";" + i % 3 + ";k" + i % 2);
        Path data = file("numbered.csv", Stream.concat(Stream.of("Nr;size;age;kind"), lines));
        String yaml = Files.readString(draft("numbered", data, "--files", "rows", "--yes"));
        assertThat(yaml).contains("key: Nr").doesNotContain("columns:");
    }

    @Test
    void blankTextsAreLeftOut() throws IOException {
        Path data = file(
                "gaps.csv",
                Stream.concat(sentences("text,intent", "card", "balance"), Stream.of(",card", " ,balance")));
        Path config = draft("gaps", data, "--yes");
        assertThat(Files.readString(config))
                .contains("keep: \"text != ''\"")
                .contains("# 2 records without text left out");
        assertThat(trained(config, ONE_STEP).at("/metrics/accuracy").isNumber()).isTrue();
    }

    /** Whoever trains on such a table would believe in a perfect model. */
    @Test
    void aColumnThatGivesTheLabelAwayIsNamed() throws IOException {
        Path data = file(
                "paid.csv",
                Stream.concat(
                        Stream.of("size,paid,amount,churn"),
                        IntStream.range(0, 60)
                                .mapToObj(i -> "%d,%d,%d,%s"
                                        .formatted(
                                                (i * 37) % 41,
                                                i % 2,
                                                3 * ((i * 37) % 41),
                                                i % 2 == 0 ? "no" : "yes"))));
        draft("paid-class", data, "--files", "rows", "--known", "class", "--label", "churn", "--yes");
        assertThat(err)
                .contains(
                        "The column paid alone tells the class of 100.0% of the rows; the largest class has 50.0%. If its"
                                + " values are not known before the label is, name the other columns under data.columns.")
                .doesNotContain("column size alone");
        draft("paid-number", data, "--files", "rows", "--known", "number", "--label", "size", "--yes");
        assertThat(err)
                .contains("The column amount alone tells the number")
                .doesNotContain("column paid alone")
                .contains("48 of 60 rows, 1 number to predict");
    }

    @Test
    void numbersWithAUnitAreNoTexts() throws IOException {
        Path data = file(
                "weights.csv",
                Stream.concat(
                        Stream.of("weight,size"),
                        IntStream.range(0, 60).mapToObj(i -> i + ".5 kg," + (i % 2 == 0 ? "small" : "big"))));
        Path config = draft("weights", data, "--known", "class", "--label", "size", "--yes");
        assertThat(Files.readString(config)).contains("kind: rows");
        assertThat(err).contains("the column weight has numbers that are written with a unit");
    }

    /** A JSON file may have lists, and one that R has written has NA among its numbers. */
    @Test
    void whatRowsCannotBeLearnedFromIsLeftOut() throws IOException {
        Path data = file(
                "rows.jsonl",
                IntStream.range(0, 40)
                        .mapToObj(i -> "{\"tags\": [\"a\", \"b\"], \"size\": " + (i % 5 == 0 ? "\"NA\"" : i)
                                + ", \"big\": \"" + (i % 9 == 1 ? "NA" : i < 20 ? "no" : "yes") + "\"}"));
        Path config = draft("rows-left", data, "--files", "rows", "--known", "class", "--label", "big", "--yes");
        assertThat(Files.readString(config)).contains("columns: [size]").contains("missing: [NA]");
        assertThat(err).contains("5 records have no label");
        // What is known is guessed from the column that is named, and not from the lists.
        assertThat(Files.readString(draft("rows-guessed", data, "--files", "rows", "--label", "big", "--yes")))
                .contains("big: {kind: class}");
        Path dates = file("dates.csv", Stream.of("size,day", "1,2024-05-01", "2,2024-05-02", "3,2024-05-03"));
        refused(dates, "for --known number: the column day has dates", "--known", "number", "--label", "day");
    }

    @Test
    void withoutATerminalTheMissingOptionIsNamed() {
        assertThat(winnow("new", folder.resolve("train").toString(), "--output", path("x.yaml")))
                .isEqualTo(2);
        assertThat(err)
                .contains("--known is missing")
                .contains("Add --known class")
                .contains("--yes");
        assertThat(folder.resolve("x.yaml")).doesNotExist();
    }

    @Test
    void nothingIsReplaced() throws IOException {
        Path kept = Files.writeString(folder.resolve("kept.yaml"), "mine");
        assertThat(winnow("new", folder.resolve("train").toString(), "--yes", "--output", kept.toString()))
                .isEqualTo(2);
        assertThat(err).contains("exists already and is not replaced");
        assertThat(kept).hasContent("mine");
        assertThat(winnow("new", folder.resolve("train").toString(), "--yes", "--output", path("my run.yaml")))
                .isEqualTo(2);
        assertThat(err).contains("found 'my run.yaml'");
    }

    @Test
    void wrongAnswersAreExplained() throws IOException {
        Path data = file("answers.csv", sentences("text,intent", "card", "balance"));
        refused(data, "'noisy_clas'. Did you mean 'noisy-class'?", "--known", "noisy_clas");
        refused(
                data,
                "which " + data + " does not have; it has text, intent. Did you mean 'intent'?",
                "--label",
                "intend");
        refused(data, "which is used otherwise", "--label", "text");
        refused(data, "--label must name a column of numbers", "--known", "number", "--label", "intent");
        refused(
                data,
                "--levels lacks values of the column 'intent': balance",
                "--known",
                "order",
                "--label",
                "intent",
                "--levels",
                "card,cash");
        refused(
                data,
                "--time must be a number with s, m or h, such as 90s, 10m or 2h; found 'soon'.",
                "--time",
                "soon");
        refused(data, "--separator has no effect", "--separator", ";");
        refused(data, "label some of them with `winnow loop`", "--known", "nothing");
        refused(folder.resolve("train").resolve("disc"), "from a file that names the images", "--known", "class");
        Path deep = folder.resolve("deep/images");
        for (String name : List.of("disc", "ring")) {
            Files.createDirectories(deep.resolve(name));
            Path image = images(folder.resolve("train").resolve(name)).get(0);
            Files.copy(image, deep.resolve(name).resolve("1.png"));
        }
        refused(deep.getParent(), "are the classes, give " + deep + ".", "--known", "class");
        refused(file("one.csv", sentences("text,intent", "card", "card")), "has only one value (card)");
        refused(file("empty.csv", Stream.of("text,label")), "has no records");
        refused(Files.write(folder.resolve("vectors.npy"), new byte[8]), "holds arrays");
        refused(
                Files.writeString(folder.resolve("big.parquet"), "PAR1"),
                "is not whole: a Parquet file ends with the letters PAR1");
        refused(folder.resolve("trian"), "Did you mean");
    }
}
