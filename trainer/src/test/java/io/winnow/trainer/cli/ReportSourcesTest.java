package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Reports on what configurations and runs say of their data. */
class ReportSourcesTest extends OnDataReports {
    /** The audit and the encoder of a run. */
    @Test
    void aRunAddsItsAuditAndItsRepresentation() throws IOException {
        trainTwo();
        assertThat(winnow("audit", run("tiny-1"), "--neighbours", "3", "--folds", "2"))
                .as(err)
                .isZero();
        List<Path> tested = images(at("test"));
        Path first = at("test").relativize(tested.get(0));
        Path other = at("test").relativize(tested.get(tested.size() - 1));
        assertThat(other.getParent()).isNotEqualTo(first.getParent());
        Path corrections = Files.writeString(
                at("corrections.csv"),
                "key,given,corrected\n%s,%s,%s\n".formatted(first, first.getParent(), other.getParent()));
        assertThat(winnow(
                        "data",
                        "report",
                        at("train").toString(),
                        "--test",
                        at("test").toString(),
                        "--output",
                        at("report").toString(),
                        "--run",
                        run("tiny-1"),
                        "--corrections",
                        corrections.toString()))
                .as(err)
                .isZero();
        JsonNode report = report("report");
        int labels = images(at("train")).size();
        assertThat(report.at("/parts/label_noise/labels").asInt()).isEqualTo(labels);
        assertThat(report.at("/parts/label_noise/wrong_share").asDouble()).isBetween(0.0, 1.0);
        assertThat(report.at("/parts/coverage/representation").asText()).isEqualTo("representations of tiny-1");
        assertThat(report.at("/parts/corrections/changed").asInt()).isEqualTo(1);
        assertThat(keys(report, "corrected")).hasSize(1);

        // The model card of an export repeats the badges and the fingerprint.
        String[] export = {
            "export",
            run("tiny-1"),
            "--format",
            "safetensors",
            "--output",
            at("bundle").toString(),
            "--data-report",
            at("corrections.csv").toString()
        };
        assertThat(winnow(export)).isEqualTo(2);
        assertThat(err).contains("--data-report is", "no report.json of `winnow data report`");
        export[7] = at("report/report.json").toString();
        assertThat(winnow(export)).as(err).isZero();
        assertThat(at("bundle/MODEL_CARD.md"))
                .content()
                .contains("## Report on the data")
                .contains(report.at("/parts/overview/fingerprint").asText())
                .contains("- leaks: test items are in training ("
                        + badge(report, "leaks").get("count").asInt() + " of "
                        + badge(report, "leaks").get("of").asInt() + ")");
    }

    private static JsonNode badge(JsonNode report, String name) {
        return StreamSupport.stream(report.get("badges").spliterator(), false)
                .filter(each -> each.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The same rows in another order, and labels of annotators. */
    @Test
    void theOrderOfRecordsDoesNotMatter() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String topic = i % 2 == 0 ? "money" : "travel";
            rows.add("k%02d,Please tell me something on %s number %d and %d,%s,p%d"
                    .formatted(i, i % 2 == 0 ? "money" : "trains", i / 4, random.nextInt(1000), topic, i / 5));
        }
        rows.add("k90,Please tell me what a transfer costs today, money ,p1");
        rows.add("k91,please tell me  what a transfer costs today,travel,p2");
        Files.writeString(at("config.yaml"), """
                recipe:
                  kind: supervised
                  data:
                    kind: texts
                    file: %s
                    key: id
                    group: [person]
                    inputs: [text]
                    labels: {topic: {kind: class, column: topic}}
                    split: {shares: {train: 0.7, test: 0.3}}
                  classify:
                    encoder: {kind: frozen}
                    training: {duration: {epochs: 1}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.1}}
                """.formatted(at("rows.csv")));
        Files.writeString(
                at("votes.csv"),
                "key,annotator,label\nk01,a,money\nk01,b,travel\nk02,a,money\nk02,b,money\nk77,a,money\n");
        JsonNode[] reports = new JsonNode[2];
        for (int order = 0; order < 2; order++) {
            Files.writeString(at("rows.csv"), "id,text,topic,person\n" + String.join("\n", rows) + "\n");
            assertThat(winnow(
                            "data",
                            "report",
                            at("config.yaml").toString(),
                            "--output",
                            at("r" + order).toString(),
                            "--annotations",
                            at("votes.csv").toString()))
                    .as(err)
                    .isZero();
            reports[order] = report("r" + order);
            Collections.shuffle(rows, random);
        }
        assertThat(Files.readString(at("r0/report.html")))
                .contains("rows.csv: ")
                .doesNotContain(folder.toString());
        fails(
                "the next report would mistake the croissant.json of this one for yours",
                at("config.yaml").toString(),
                "--output",
                folder.toString());
        for (String part :
                List.of("/findings", "/badges", "/parts/overview/fingerprint", "/parts/texts", "/parts/groups")) {
            assertThat(reports[1].at(part)).as(part).isEqualTo(reports[0].at(part));
        }
        assertThat(keys(reports[0], "contradictory_copies")).containsExactlyInAnyOrder("k90", "k91");
        assertThat(keys(reports[0], "disputed")).containsExactly("k01");
        assertThat(reports[0].at("/parts/texts/class_named").asInt()).isEqualTo(30);
        assertThat(reports[0].at("/parts/agreement/agreement/percent").asDouble())
                .isEqualTo(0.5);
        assertThat(reports[0]
                        .at("/parts/examples/mean_average_precision/greedy")
                        .asDouble())
                .isGreaterThan(0.8);
        assertThat(reports[0].at("/parts/examples/classes/1/words").toString()).contains("trains");
    }

    /** Methods whose data are described, whether they train an encoder or not, and one that reads them in a way of its own. */
    @Test
    void configurationsOfAllMethodsNameTheirData() throws IOException {
        Path rows = Files.writeString(at("some.csv"), "x,c\n1,a\n2,?\n3,b\n4,?\n5,a\n6,b\n");
        Path discover = Files.writeString(at("discover.yaml"), """
                recipe:
                  kind: discover
                  data: {kind: rows, file: %s, columns: [x], labels: {c: {kind: class}}}
                  unlabelled: "?"
                  discover: {training: {duration: {steps: 1}, optimizer: {kind: sgd, learning_rate: 0.1}}}
                """.formatted(rows));
        assertThat(winnow("data", "inspect", discover.toString())).as(err).isZero();
        assertThat(out).contains("some.csv: 6 items");
        assertThat(winnow("data", "report", discover.toString(), "--only", "overview", "--output", at("r").toString()))
                .as(err)
                .isZero();
        Path recommend = Files.writeString(
                at("recommend.yaml"), "recipe: {kind: recommend, data: {file: %s, user: x, item: c}}".formatted(rows));
        assertThat(winnow("data", "inspect", recommend.toString())).isEqualTo(2);
        assertThat(err).contains("reads its data in a way of its own").contains("--dry-run " + recommend);
        assertThat(winnow("data", "report", rows.toString(), "--output", at("r").toString()))
                .isEqualTo(2);
        assertThat(err).contains("winnow new " + rows);
    }
}
