package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code winnow data aggregate} on the votes of four annotators, of whom one always gives the wrong class. */
class AggregateCommandTest extends OnCommandLine {
    private static final int ITEMS = 40;

    private static Path votes;
    private static Path truth;

    @BeforeAll
    static void write() throws IOException {
        StringBuilder lines = new StringBuilder("key,annotator,label\n");
        StringBuilder right = new StringBuilder("key,label\n");
        for (int i = 0; i < ITEMS; i++) {
            String own = i % 2 == 0 ? "cat" : "dog";
            String other = i % 2 == 0 ? "dog" : "cat";
            right.append("i%02d,%s%n".formatted(i, own));
            lines.append("i%02d,ann,%s%n".formatted(i, own));
            lines.append("i%02d,bob,%s%n".formatted(i, i % 5 == 0 ? other : own));
            lines.append("i%02d,cem,%s%n".formatted(i, i % 4 == 1 ? other : own));
            lines.append("i%02d,eve,%s%n".formatted(i, other));
        }
        votes = Files.writeString(folder.resolve("votes.csv"), lines);
        truth = Files.writeString(folder.resolve("truth.csv"), right);
    }

    private static JsonNode aggregate(String... more) throws IOException {
        String[] command = Stream.concat(
                        Stream.of("data", "aggregate", votes.toString(), "--force", "--json"), Stream.of(more))
                .toArray(String[]::new);
        assertThat(winnow(command)).as(err).isZero();
        return new ObjectMapper().readTree(out);
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void labelsAndAnnotatorsAreWritten() throws IOException {
        JsonNode json = aggregate(
                "--output",
                file("labels.csv"),
                "--soft",
                "--annotators",
                file("annotators.jsonl"),
                "--truth",
                truth.toString());
        assertThat(json.get("method").asText()).isEqualTo("dawid_skene");
        assertThat(json.get("truth").get("accuracy").asDouble()).isEqualTo(1);
        assertThat(json.get("findings").get("below_chance").asInt()).isEqualTo(1);
        assertThat(json.get("agreement").get("alpha").asDouble()).isNegative();
        List<String> lines = Files.readAllLines(folder.resolve("labels.csv"));
        assertThat(lines).hasSize(ITEMS + 1).first().isEqualTo("key,label,confidence,entropy,votes,tie,p_cat,p_dog");
        String[] first = lines.get(1).split(",");
        assertThat(first).startsWith("i00", "cat").contains("4", "false");
        assertThat(Double.parseDouble(first[6]) + Double.parseDouble(first[7])).isCloseTo(1, within(1e-12));
        List<String> annotators = Files.readAllLines(folder.resolve("annotators.jsonl"));
        assertThat(annotators).hasSize(4);
        JsonNode eve = new ObjectMapper().readTree(annotators.get(3));
        assertThat(eve.get("annotator").asText()).isEqualTo("eve");
        assertThat(eve.get("finding").asText()).isEqualTo("below_chance");
        assertThat(eve.get("accuracy_high").asDouble()).isLessThan(0.2);
        assertThat(eve.get("confusion").get(0).get(1).asDouble()).isGreaterThan(0.99);
    }

    @Test
    void theMethodIsChosenAndCompared() throws IOException {
        JsonNode auto = aggregate("--output", file("auto.csv"), "--method", "auto");
        assertThat(auto.get("held_out_log_likelihood")).hasSize(5);
        JsonNode compared = aggregate("--compare", "--output", file("compared.csv"), "--truth", truth.toString());
        assertThat(compared.get("auto")).isEqualTo(auto.get("method"));
        assertThat(compared.get("methods")).hasSize(14);
        double majority = compared.at("/methods/majority/truth/accuracy").asDouble();
        assertThat(compared.at("/methods/dawid_skene/truth/accuracy").asDouble())
                .isEqualTo(1)
                .isGreaterThan(majority);
        assertThat(Files.readAllLines(folder.resolve("compared.csv")).get(0)).startsWith("key,differ,majority,wawa");
        assertThat(winnow("data", "aggregate", votes.toString(), "--compare")).isZero();
        assertThat(out).contains("held-out log-likelihood").contains("auto takes");
    }

    @Test
    void goldIsKeptAndNotJudged() throws IOException {
        Path gold = Files.writeString(folder.resolve("gold.csv"), "key,label\ni00,dog\nother,dog\n");
        JsonNode json =
                aggregate("--output", file("gold-labels.csv"), "--gold", gold.toString(), "--truth", truth.toString());
        assertThat(err).contains("1 further item was labelled by no annotator");
        assertThat(Files.readAllLines(folder.resolve("gold-labels.csv")).get(1)).startsWith("i00,dog,1.0");
        assertThat(json.get("truth").get("items").asInt()).isEqualTo(ITEMS - 1);
    }

    @Test
    void mistakesAreExplained() throws IOException {
        String name = votes.toString();
        assertThat(winnow("data", "aggregate", name)).isEqualTo(2);
        assertThat(err).contains("--output is missing");
        assertThat(winnow("data", "aggregate", name, "--output", file("x.csv"), "--method", "dawidskene"))
                .isEqualTo(2);
        assertThat(err).contains("which is not a method").contains("did you mean 'dawid_skene'?");
        assertThat(winnow("data", "aggregate", name, "--compare", "--soft")).isEqualTo(2);
        assertThat(err).contains("--compare runs all methods");
        assertThat(winnow("data", "aggregate", name, "--output", file("x.csv"), "--annotators", file("x.csv")))
                .isEqualTo(2);
        assertThat(err).contains("are the same file");
        assertThat(winnow("data", "aggregate", name, "--output", file("x.csv"), "--annotators", name, "--force"))
                .isEqualTo(2);
        assertThat(err).contains("it would be lost");
        Path apart = Files.writeString(
                folder.resolve("apart.csv"), "key,annotator,label\na,ann,cat\nb,bob,dog\nb,bob,cat\n");
        assertThat(winnow("data", "aggregate", apart.toString(), "--output", file("x.csv")))
                .isEqualTo(2);
        assertThat(err).contains("bob labels b twice");
        assertThat(winnow("data", "aggregate", apart.toString(), "--output", file("x.csv"), "--repeated", "last"))
                .isZero();
        assertThat(err).contains("2 groups that have no item in common").contains("of which the last counts");
    }

    /** Each annotator's labels in a file of their own mean the same as all of them in one file. */
    @Test
    void filesOfAnnotatorsCountTogether() throws IOException {
        Path each = Files.createDirectories(folder.resolve("each"));
        for (String line : Files.readAllLines(votes)) {
            String[] vote = line.split(",", 3);
            if (!vote[0].equals("key")) {
                Path own = each.resolve(vote[1] + ".csv");
                String before = Files.exists(own) ? Files.readString(own) : "Nr;label\n";
                Files.writeString(own, before + vote[0] + ";" + vote[2] + "\n");
            }
        }
        aggregate("--output", file("of-one.csv"));
        assertThat(winnow("data", "aggregate", each.toString(), "--output", file("of-each.csv")))
                .as(err)
                .isZero();
        assertThat(err).contains("4 files: 4 annotators (ann, bob, cem, eve) of 40 items");
        assertThat(folder.resolve("of-each.csv")).hasSameTextualContentAs(folder.resolve("of-one.csv"));
        assertThat(winnow("data", "aggregate", each.toString(), "--output", file("each/labels.csv")))
                .isEqualTo(2);
        assertThat(err).contains("would be read as an input itself the next time");
        assertThat(winnow("data", "aggregate", file("each/ann.csv"), "--output", file("x.csv")))
                .isEqualTo(2);
        assertThat(err)
                .contains("If each annotator has a file with the columns key and label, name all of these files");
    }

    @Test
    void whatShouldBeAskedNextIsNumbered() throws IOException {
        Path few = Files.writeString(
                folder.resolve("few.csv"),
                "key,annotator,label,time\n1,a,x,1\n1,b,x,2\n2,a,x,3\n2,b,y,4\n3,a,y,5\n3,b,y,6\n3,c,x,7\n4,c,y,8\n");
        Path known = Files.writeString(folder.resolve("known.csv"), "key,label\n4,y\n");
        String[] command = {
            "data",
            "aggregate",
            few.toString(),
            "--method",
            "majority",
            "--gold",
            known.toString(),
            "--output",
            file("next.csv"),
            "--force",
            "--until",
            "0.9",
            "--budget",
            "1"
        };
        assertThat(winnow(command)).as(err).isZero();
        assertThat(out).contains("2 of them need no further label");
        assertThat(Files.readAllLines(Path.of(file("next.csv"))).stream()
                        .map(line -> line.replaceAll(".*,(true|false),", "$1,")))
                .containsExactly(
                        "key,label,confidence,entropy,votes,tie,enough,ask_next",
                        "true,",
                        "false,1",
                        "false,",
                        "true,");
        command[8] = file("next.jsonl");
        assertThat(winnow(Stream.concat(Stream.of(command), Stream.of("--json")).toArray(String[]::new)))
                .as(err)
                .isZero();
        assertThat(new ObjectMapper().readTree(out).get("enough").asInt()).isEqualTo(2);
        assertThat(Files.readAllLines(Path.of(file("next.jsonl"))).get(1)).endsWith("\"ask_next\":1}");
        assertThat(winnow(
                        "data",
                        "aggregate",
                        few.toString(),
                        "--output",
                        file("next.csv"),
                        "--force",
                        "--forget",
                        "0.9"))
                .isEqualTo(2);
        assertThat(err).contains("--forget is for --method streaming");
        for (String forget : List.of("1", "0.5")) {
            assertThat(winnow(
                            "data",
                            "aggregate",
                            few.toString(),
                            "--output",
                            file("s" + forget + ".csv"),
                            "--force",
                            "--method",
                            "streaming",
                            "--time-column",
                            "time",
                            "--forget",
                            forget))
                    .as(err)
                    .isZero();
        }
        assertThat(Path.of(file("s1.csv"))).content().isNotEqualTo(Files.readString(Path.of(file("s0.5.csv"))));
    }

    /** The example of Krippendorff (2011, section C), whose classes are levels, and a table of two annotators by hand. */
    @Test
    void agreementOnNumbersHasTheirOrder() throws IOException {
        String[] units = {"111", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "555", "11", "3"};
        StringBuilder lines = new StringBuilder("key,annotator,label\n");
        for (int i = 0; i < units.length; i++) {
            for (int a = 0; a < units[i].length(); a++) {
                lines.append("u%d,%s,%s%n".formatted(i, (char) ('a' + a), units[i].charAt(a)));
            }
        }
        JsonNode agreement = agreement(lines);
        assertThat(agreement.get("alpha").asDouble()).isCloseTo(0.743, within(5e-4));
        assertThat(agreement.get("alpha_ordinal").asDouble()).isCloseTo(0.815, within(5e-4));
        assertThat(agreement.get("alpha_interval").asDouble()).isCloseTo(0.849, within(5e-4));

        // 20 times 1 and 1, 5 times 1 and 2, 10 times 2 and 1, 15 times 2 and 2
        StringBuilder two = new StringBuilder("key,annotator,label\n");
        for (int i = 0; i < 50; i++) {
            two.append("i%d,a,%d%ni%d,b,%d%n".formatted(i, i < 25 ? 1 : 2, i, i < 20 || (i >= 25 && i < 35) ? 1 : 2));
        }
        agreement = agreement(two);
        for (String weights : List.of("", "_linear", "_quadratic")) {
            // With two classes, all weights are the same.
            assertThat(agreement.get("cohen_kappa" + weights).asDouble()).isCloseTo(0.4, within(1e-12));
        }
        assertThat(agreement(new StringBuilder(two.toString().replace(",1\n", ",x\n")))
                        .has("alpha_ordinal"))
                .isFalse();
    }

    private static JsonNode agreement(StringBuilder lines) throws IOException {
        Path file = Files.writeString(folder.resolve("agreement.csv"), lines);
        assertThat(winnow("data", "aggregate", file.toString(), "--output", file("a.csv"), "--force", "--json"))
                .as(err)
                .isZero();
        return new ObjectMapper().readTree(out).get("agreement");
    }
}
