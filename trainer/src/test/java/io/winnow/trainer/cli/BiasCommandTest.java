package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@code winnow annotations bias} for an annotator who overlooks a label in one group only. */
class BiasCommandTest extends OnCommandLine {
    @Test
    void groupsAreCompared() throws IOException {
        StringBuilder said = new StringBuilder("key,annotator,label\n");
        StringBuilder right = new StringBuilder("key,label\n");
        StringBuilder groups = new StringBuilder("key,group\n");
        for (int i = 0; i < 200; i++) {
            boolean hate = i % 2 == 0;
            boolean first = i % 4 < 2;
            boolean missed = hate && first && i % 8 == 0;
            said.append("t%d,model,%s%n".formatted(i, hate && !missed ? "hate" : "none"));
            right.append("t%d,%s%n".formatted(i, hate ? "hate" : "none"));
            groups.append("t%d,%s%n".formatted(i, first ? "one" : "two"));
        }
        groups.append("t1,rare\n");
        String file = Files.writeString(folder.resolve("said.csv"), said).toString();
        Path truth = Files.writeString(folder.resolve("truth.csv"), right);
        Path named = Files.writeString(folder.resolve("groups.csv"), groups);
        String[] command = {
            "annotations", "bias", file, "--truth", truth.toString(), "--groups", named.toString(), "--positive", "hate"
        };
        assertThat(winnow(command)).as(err).isZero();
        assertThat(out)
                .contains("50.0% (36.6 to 63.4)", "+50.0", "too few")
                .contains("0.0 points (p = 1.000) in false alarms and 50.0 points (p = 0.001) in misses");
        String[] json = Arrays.copyOf(command, command.length + 1);
        json[command.length] = "--json";
        assertThat(winnow(json)).as(err).isZero();
        JsonNode read = new ObjectMapper().readTree(out);
        assertThat(read.at("/0/groups/0/misses/count").asInt()).isEqualTo(25);
        command[8] = "hatee";
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("Did you mean 'hate'?");
        command[8] = "hate";
        command[6] = truth.toString();
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("group");
    }
}
