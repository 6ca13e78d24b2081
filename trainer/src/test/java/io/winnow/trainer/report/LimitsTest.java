package io.winnow.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.run.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final List<Badge> BADGES = List.of(
            Badge.of("duplicates", 20, 1000, "repeat an earlier one"),
            Badge.of("corrupt", 0, 1000, "cannot be read"),
            new Badge("smallest_class", 7.0, 1000, "items in the smallest class"));

    @Test
    void limitsAreNumbersOrShares() {
        assertThat(Limits.parse("corrupt").exceeded(BADGES)).isEmpty();
        assertThat(Limits.parse("corrupt, duplicates").exceeded(BADGES))
                .containsExactly("duplicates: 20 of 1000 (2.0%), but at most 0 allowed");
        assertThat(Limits.parse("duplicates>2%,duplicates>20").exceeded(BADGES)).isEmpty();
        assertThat(Limits.parse("duplicates > 1.5%").exceeded(BADGES)).hasSize(1);
        assertThat(Limits.parse("smallest_class<7").exceeded(BADGES)).isEmpty();
        assertThat(Limits.parse("smallest_class<8").exceeded(BADGES)).hasSize(1);
    }

    @Test
    void mistakesAreExplained() {
        assertThatThrownBy(() -> Limits.parse("duplicate"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there is no badge 'duplicate'")
                .hasMessageContaining("duplicates");
        assertThatThrownBy(() -> Limits.parse("leaks>>1")).hasMessageContaining("is not a limit");
        assertThatThrownBy(() -> Limits.parse("leaks>1.2.3")).hasMessageContaining("is not a limit");
        assertThatThrownBy(() -> Limits.parse("")).hasMessageContaining("is not a limit");
        // A report without test data cannot say that nothing leaks.
        assertThatThrownBy(() -> Limits.parse("leaks").exceeded(BADGES))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("limits leaks, which this report does not know");
    }
}
