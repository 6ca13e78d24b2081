package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;

/** Base class of tests of reports on data. */
abstract class OnDataReports extends OnCommandLine {
    Random random;

    @BeforeEach
    void startOver() throws IOException {
        random = new Random(9);
        for (String name : List.of("data", "report", "r", "mine")) {
            AtomicFiles.delete(at(name));
        }
    }

    Path at(String name) {
        return folder.resolve(name);
    }

    JsonNode report(String name) throws IOException {
        return new ObjectMapper().readTree(at(name).resolve("report.json").toFile());
    }

    static List<String> keys(JsonNode report, String kind) {
        return StreamSupport.stream(report.get("findings").spliterator(), false)
                .filter(each -> each.get("kind").asText().equals(kind))
                .flatMap(each -> StreamSupport.stream(each.get("keys").spliterator(), false))
                .map(JsonNode::asText)
                .toList();
    }

    static void fails(String message, String... command) {
        assertThat(winnow(Stream.concat(Stream.of("data", "report"), Stream.of(command))
                        .toArray(String[]::new)))
                .isEqualTo(2);
        assertThat(err).contains(message);
    }
}
