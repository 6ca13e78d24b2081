package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Configurations that {@code winnow new} writes pass a dry run, and are trained for a step or two. */
class NewCommandTest extends OnDrafts {
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
}
