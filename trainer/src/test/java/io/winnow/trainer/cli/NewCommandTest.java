package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Configurations that {@code winnow new} writes pass a dry run, and are trained for a step or two. */
class NewCommandTest extends OnCommandLine {
    private static final List<String> THINGS =
            List.of("red", "blue", "green", "old", "new", "spare", "second", "joint", "lost", "gold");
    private static final String[] ONE_STEP = {"device=cpu", "recipe.classify.training.duration={steps: 1}"};

    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
    }

    /** Runs {@code winnow new}, and returns the configuration that it wrote. */
    private static Path draft(String name, Path data, String... options) {
        Path file = folder.resolve(name + ".yaml");
        List<String> command = new ArrayList<>(List.of("new", data.toString(), "--output", file.toString()));
        command.addAll(List.of(options));
        assertThat(winnow(command.toArray(String[]::new))).as(err).isZero();
        assertThat(out).contains("train " + file).contains("runs/" + name);
        return file;
    }

    /** Dry-runs and trains a drafted configuration, and returns its result. */
    private static JsonNode trained(Path config, String... changes) throws IOException {
        assertThat(winnow("train", config.toString(), "--dry-run")).as(err).isZero();
        List<String> command = new ArrayList<>(List.of(
                "train", config.toString(), "--run-dir", folder.resolve("runs").toString()));
        Stream.of(changes).forEach(change -> command.addAll(List.of("--set", change)));
        assertThat(winnow(command.toArray(String[]::new))).as(err).isZero();
        String run = config.getFileName().toString().replace(".yaml", "");
        return new ObjectMapper()
                .readTree(folder.resolve("runs")
                        .resolve(run)
                        .resolve("result.json")
                        .toFile());
    }

    private static Path file(String name, Stream<String> lines) throws IOException {
        return Files.write(folder.resolve(name), lines.toList());
    }

    /** Two sentences on each thing, with what is said of the first and of the second. */
    private static Stream<String> sentences(String header, String first, String second) {
        return Stream.concat(
                Stream.of(header),
                THINGS.stream()
                        .flatMap(thing -> Stream.of(
                                "where is my " + thing + " card," + first,
                                "how much is on my " + thing + " account," + second)));
    }

    @Test
    void imagesWithWrongClassesAreCalibrated() throws IOException {
        Path config = draft("noisy", folder.resolve("train"), "--known", "noisy-class", "--time", "10m");
        assertThat(Files.readString(config)).contains("kind: rcal").contains("--known noisy-class --time 10m");
        JsonNode result = trained(
                config,
                "device=cpu",
                "recipe.contrast.pretrain.training.duration={steps: 2}",
                "recipe.contrast.pretrain.encoder.width=4",
                "recipe.classify.encoder.width=4",
                "recipe.calibrate.points.first_steps=2",
                "recipe.classify.training.duration={steps: 1}");
        assertThat(result.get("recipe").asText()).isEqualTo("rcal");
        assertThat(result.at("/metrics/accuracy").isNumber()).isTrue();
    }

    @Test
    void imagesWithRightClassesBecomeAClassifierAndAFolderOfTestImagesIsFound() throws IOException {
        Path config = draft("shapes", folder, "--known", "class", "--time", "10m");
        assertThat(Files.readString(config)).contains("test: " + folder.resolve("test"));
        JsonNode result = trained(
                config,
                "device=cpu",
                "recipe.start.pretrain.training.duration={steps: 1}",
                "recipe.start.pretrain.encoder.width=4",
                "recipe.classify.encoder.width=4",
                "recipe.classify.training.duration={steps: 1}");
        assertThat(result.get("recipe").asText()).isEqualTo("supervised");
    }

    @Test
    void fewImagesWithoutLabelsAreContrasted() throws IOException {
        Path flat = Files.createDirectories(folder.resolve("flat"));
        for (Path image : images(folder.resolve("train"))) {
            Files.copy(image, flat.resolve(image.getFileName()));
        }
        Path config = draft("flat-images", flat, "--time", "1m", "--yes");
        JsonNode result = trained(
                config,
                "device=cpu",
                "recipe.pretrain.training.duration={steps: 2}",
                "recipe.pretrain.encoder.width=4");
        assertThat(result.get("recipe").asText()).isEqualTo("moco");
    }

    @Test
    void textsWithClassesAreRead() throws IOException {
        Path data = file("intents.csv", sentences("text,intent", "card", "balance"));
        Path config = draft("texts", data, "--yes");
        assertThat(Files.readString(config))
                .contains("--files texts --input text --known class --label intent --time 10m");
        assertThat(trained(config, ONE_STEP).at("/metrics/accuracy").isNumber()).isTrue();
    }

    @Test
    void tagsBetweenSemicolonsAreSeveralClasses() throws IOException {
        Path data = file("tags.csv", sentences("text,tags", "card;lost", "balance;money;lost"));
        Path config = draft("tags", data, "--yes");
        assertThat(Files.readString(config)).contains("kind: multi, separator: \";\", unlisted: negative");
        assertThat(trained(config, ONE_STEP).at("/metrics/map").isNumber()).isTrue();
        Path some = draft("some-tags", data, "--known", "some-classes", "--yes");
        assertThat(Files.readString(some))
                .contains("unlisted: unknown")
                .contains("unknown: negative, unknown_weight: 0.333"); // 1 / (4 classes - 1)
    }

    @Test
    void candidatesBetweenBarsAreReadAndNotAudited() throws IOException {
        Path data = file("candidates.csv", sentences("text,possible", "card|lost", "balance|lost"));
        Path config = draft("candidates", data, "--known", "candidates", "--label", "possible", "--yes");
        assertThat(out).doesNotContain("audit");
        assertThat(Files.readString(config)).contains("possible: {kind: partial, separator: \"|\"}");
        assertThat(trained(config, ONE_STEP).at("/metrics/candidate_accuracy").isNumber())
                .isTrue();
    }

    @Test
    void rowsOfNumbersAreRead() throws IOException {
        Random random = new Random(1);
        Path data = file(
                "rows.csv",
                Stream.concat(
                        Stream.of("id,size,weight,kind"),
                        IntStream.range(0, 60)
                                .mapToObj(i -> "r" + i + "," + (i % 3 + random.nextDouble()) + "," + random.nextInt(50)
                                        + "," + (i % 3 == 0 ? "small" : "large"))));
        Path config = draft("rows", data, "--known", "noisy-class", "--yes");
        assertThat(Files.readString(config)).contains("key: id").contains("loss: {kind: elr}");
        assertThat(trained(config, ONE_STEP).at("/metrics/accuracy").isNumber()).isTrue();
        Path number = draft("sizes", data, "--known", "number", "--label", "size", "--yes");
        assertThat(trained(number, ONE_STEP).at("/metrics/mae").isNumber()).isTrue();
    }

    /** A file as a German spreadsheet writes it: y is 1,000 x, and predictions take such files as well as JSON. */
    @Test
    void decimalCommasAreRead() throws IOException {
        Path data = file(
                "german.csv",
                Stream.concat(
                        Stream.of("x;y"),
                        IntStream.range(0, 60).mapToObj(i -> i + ",5;" + (i == 0 ? "" : i + ".") + "500,0")));
        Path config = draft("german", data, "--known", "number", "--label", "y", "--yes");
        assertThat(Files.readString(config)).contains("decimal: comma");
        assertThat(trained(config, ONE_STEP).at("/baselines/frozen_linear/mae").asDouble())
                .isLessThan(100);
        String run = folder.resolve("runs/german").toString();
        assertThat(winnow(
                        "predict",
                        run,
                        file("other.csv", Stream.of("x", "\"7,5\"")).toString()))
                .as(err)
                .isZero();
        String expected = out;
        assertThat(winnow(
                        "predict",
                        run,
                        file("other.jsonl", Stream.of("{\"x\": 7.5}")).toString()))
                .as(err)
                .isZero();
        assertThat(out).isEqualTo(expected);
        assertThat(winnow(
                        "predict", run, file("point.csv", Stream.of("x", "7.5")).toString()))
                .isEqualTo(2);
        assertThat(err).contains("x of 1 is '7.5'", "Numbers have a decimal comma here, as data.decimal says");
        assertThat(winnow(
                        "predict",
                        run,
                        file("text.jsonl", Stream.of("{\"x\": \"7,5\"}")).toString()))
                .as(err)
                .isZero();
        assertThat(out).isEqualTo(expected);
    }

    @Test
    void votesAreCombined() throws IOException {
        Stream<String> votes = IntStream.range(0, 90).mapToObj(i -> {
            int text = i / 3;
            boolean card = text % 2 == 0;
            return "q" + text + "," + (card ? "where is my card " : "what is on my account ") + text + ",w" + i % 5
                    + "," + (card ^ i % 11 == 0 ? "card" : "balance");
        });
        Path config =
                draft("votes", file("votes.csv", Stream.concat(Stream.of("id,text,worker,answer"), votes)), "--yes");
        assertThat(Files.readString(config))
                .contains("key: id")
                .contains("kind: votes, rows: true, annotator: worker, aggregate: dawid_skene");
        assertThat(trained(config, ONE_STEP).at("/metrics").isEmpty()).isFalse();
    }

    @Test
    void pairsOfTablesAreRead() throws IOException {
        Path data = file("pairs.jsonl", IntStream.range(0, 60).mapToObj(i -> """
            {"a": {"caption": "prices %d", "headers": ["city"], "rows": [["%d"]]}, \
            "b": {"caption": "%s %d", "headers": ["city"], "rows": [["%d"]]}, "label": "%s"}\
            """.formatted(
                i / 4, i / 4, i % 2 == 0 ? "prices" : "genes", i, 100 + i, i % 2 == 0 ? "similar" : "dissimilar")));
        Path config = draft("pairs", data, "--yes");
        assertThat(Files.readString(config)).contains("kind: tabsim").contains("--files table-pairs");
        assertThat(winnow("train", config.toString(), "--dry-run")).as(err).isZero();
    }

    @Test
    void columnsOfOnesAndZerosSayWhichClassesAnExampleHas() throws IOException {
        Path data = file("things.csv", sentences("text,has_card,has_money", "1,0", "0,1"));
        Path config = draft("things", data, "--yes");
        assertThat(err).contains("With the suggestions:").contains("--known classes --label 'has_*'");
        assertThat(Files.readString(config)).contains("blank: no, yes: [\"1\"], no: [\"0\"]");
        Path some = draft("some-things", data, "--known", "some-classes", "--yes");
        assertThat(Files.readString(some)).contains("yes: [\"1\"], unknown: [\"0\"]");
    }

    @Test
    void columnsCalledAAndBAreNotPairsOfTables() throws IOException {
        Stream<String> rows = IntStream.range(0, 40).mapToObj(i -> i % 7 + "," + i + "," + (i % 2 == 0 ? "x" : "y"));
        Path config = draft("letters", file("letters.csv", Stream.concat(Stream.of("a,b,label"), rows)), "--yes");
        assertThat(Files.readString(config)).contains("kind: rows");
    }

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

    private static void refused(Path data, String why, String... options) {
        List<String> command =
                new ArrayList<>(List.of("new", data.toString(), "--yes", "--output", path("refused.yaml")));
        command.addAll(List.of(options));
        assertThat(winnow(command.toArray(String[]::new))).as(out).isEqualTo(2);
        assertThat(err).contains(why);
        assertThat(folder.resolve("refused.yaml")).doesNotExist();
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }
}
