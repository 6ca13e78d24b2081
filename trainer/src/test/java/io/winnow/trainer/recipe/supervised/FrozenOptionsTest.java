package io.winnow.trainer.recipe.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.config.ConfigException;
import io.winnow.trainer.config.ConfigReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Switching the baselines off. */
class FrozenOptionsTest {
    private static FrozenOptions off(String yaml) {
        return new ConfigReader().parse(FrozenOptions.class, "test", yaml, List.of("enabled=false"));
    }

    /** One override switches off what a configuration sets in full, and mistakes in the rest are still said. */
    @Test
    void whatIsSwitchedOffKeepsItsSettings() {
        FrozenOptions options = off("linear: {max_iterations: 7}");
        assertThat(options.enabled()).isFalse();
        assertThat(options.linear().maxIterations()).isEqualTo(7);
        assertThatThrownBy(() -> off("linear: {max_iterations: 0}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("max_iterations");
    }
}
