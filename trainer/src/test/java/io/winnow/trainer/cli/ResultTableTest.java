package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTableTest {
    @Test
    void sharesArePercentWithAndWithoutTunedThresholds() {
        for (String name :
                new String[] {"accuracy", "subset_accuracy", "subset_accuracy_tuned", "map", "accuracy_old", "map_few"
                }) {
            assertThat(ResultTable.of(Map.of("row", Map.of(name, 0.25))))
                    .as(name)
                    .endsWith("25.00%");
        }
        for (String name : new String[] {"micro_f1", "micro_f1_tuned"}) {
            assertThat(ResultTable.of(Map.of("row", Map.of(name, 0.25))))
                    .as(name)
                    .endsWith(" 0.2500");
        }
    }
}
