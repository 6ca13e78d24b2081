package io.winnow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.label.TrueLabels;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class DiscoveryReportTest {
    /** Numbers of an independent implementation, with an output that no class needs (specs/active-gcd.md). */
    @Test
    void sharesAreThoseOfTheReference() throws IOException {
        JsonNode found = null;
        try (InputStream in = getClass().getResourceAsStream("/io/winnow/trainer/recipe/discover/gcd.json")) {
            for (JsonNode each : new ObjectMapper().readTree(in).get("cases")) {
                found = each.get("name").asText().equals("accuracy by matching") ? each : found;
            }
        }
        assertThat(found).isNotNull();
        DiscoveryReport report = DiscoveryReport.of(
                integers(found.get("inputs").get("predicted")),
                new TrueLabels(integers(found.get("inputs").get("true"))),
                found.get("inputs").get("old_classes").size());
        assertThat(report.all()).isCloseTo(found.get("outputs").get("all").asDouble(), within(1e-12));
        assertThat(report.old()).isCloseTo(found.get("outputs").get("old").asDouble(), within(1e-12));
        assertThat(report.added()).isCloseTo(found.get("outputs").get("new").asDouble(), within(1e-12));
    }

    private static int[] integers(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }
}
