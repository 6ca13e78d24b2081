package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VerdictsCommandTest extends OnCommandLine {
    private static final String HEAD = "key,given,suggested,reviewer,verdict\n";

    private static Path write(String rows) throws IOException {
        return Files.writeString(folder.resolve("reviews.csv"), HEAD + rows);
    }

    private static String output() {
        return folder.resolve("corrections.csv").toString();
    }

    @Test
    void verdictsBecomeCorrections() throws IOException {
        Path reviews = write("""
                a,cat,dog,r1,suggested
                a,cat,dog,r2,suggested
                a,cat,dog,r3,given
                b,cat,dog,r1,given
                b,cat,dog,r2,given
                c,dog,cat,r1,both
                c,dog,cat,r2,both
                d,dog,cat,r1,neither
                d,dog,cat,r2,given
                """);
        assertThat(winnow("data", "verdicts", reviews.toString(), "--output", output(), "--examples", "400", "--json"))
                .as(err)
                .isZero();
        JsonNode json = new ObjectMapper().readTree(out);
        assertThat(json.get("reviewed").asInt()).isEqualTo(4);
        assertThat(json.at("/verdicts/disagree").asInt()).isEqualTo(1);
        assertThat(json.at("/wrong_share/estimate").asDouble()).isCloseTo(3.0 / 400, within(1e-12));
        assertThat(Files.readAllLines(folder.resolve("corrections.csv")))
                .containsExactly(
                        "key,given,suggested,votes_given,votes_suggested,votes_both,votes_neither,verdict,corrected",
                        "a,cat,dog,1,2,0,0,suggested,dog",
                        "b,cat,dog,2,0,0,0,given,cat",
                        "c,dog,cat,0,0,2,0,both,",
                        "d,dog,cat,1,0,0,1,disagree,");
        // Of 9 votes, 4 are given, 2 suggested, 2 both, and 1 neither. Coincidences of different verdicts: 2 of a,
        // whose
        // 3 votes have 4 such pairs, each 1 / 2; and 2 of d. Pairs of different verdicts: 81 - 16 - 4 - 4 - 1.
        assertThat(json.get("alpha").asDouble()).isCloseTo(1 - 8 * 4.0 / 56, within(1e-12));
        assertThat(winnow("data", "verdicts", reviews.toString(), "--output", output()))
                .isEqualTo(2);
        assertThat(err).contains("exists already");
        assertThat(winnow(
                        "data", "verdicts", reviews.toString(), "--output", output(), "--force", "--disagree", "keep"))
                .as(err)
                .isZero();
        assertThat(out).contains("Krippendorff's alpha 0.429");
        assertThat(Files.readAllLines(folder.resolve("corrections.csv")))
                .contains("c,dog,cat,0,0,2,0,both,", "d,dog,cat,1,0,0,1,disagree,dog");
    }

    private static void fails(String rows, String message, String... more) throws IOException {
        Path reviews = write(rows);
        String[] command = Stream.concat(
                        Stream.of("data", "verdicts", reviews.toString(), "--output", output(), "--force"),
                        Stream.of(more))
                .toArray(String[]::new);
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains(message);
    }

    @Test
    void mistakesAreExplained() throws IOException {
        fails(
                "a,cat,dog,r1,sugested\n",
                "line 2: the verdict 'sugested' is not one of given, suggested, both, neither");
        fails("a,cat,dog,r1,given\na,cat,dog,r1,both\n", "line 3: r1 judges a twice; line 2 has the first verdict");
        fails("a,cat,dog,r1,given\na,cat,cow,r2,both\n", "All reviewers must judge the same two labels");
        fails("a,cat,dog,r1,given\n", "--quorum must be more than half of the reviewers", "--quorum", "3");
        fails(
                "a,cat,dog,r1,given\n",
                "--flagged was given, but it only has an effect together with --examples",
                "--flagged",
                "3");
        fails(
                "a,cat,dog,r1,given\nb,cat,dog,r1,given\n",
                "found 2 reviewed, 2 flagged and 1 examples",
                "--examples",
                "1");
        Path other = Files.writeString(folder.resolve("other.csv"), "key,verdict\na,given\n");
        assertThat(winnow("data", "verdicts", other.toString(), "--output", output(), "--force"))
                .isEqualTo(2);
        assertThat(err).contains("needs the columns key, given, suggested, reviewer, verdict; it has key, verdict");
    }
}
