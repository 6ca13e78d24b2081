package io.winnow.trainer.recipe.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestUserTest {
    private final NearestUser nearest = new NearestUser(List.of("0051", "Anna Berg", "customer-1"));

    @Test
    void zerosAndFractionsThatASpreadsheetLosesOrAddsDoNotMatter() {
        assertThat(nearest.of("51")).contains("0051");
        assertThat(nearest.of("51.0")).contains("0051");
        assertThat(nearest.of("anna berg")).contains("Anna Berg");
        assertThat(nearest.of("7")).isEmpty();
    }

    /** With many known users, a search takes a while, and only the first warnings are shown. */
    @Test
    void similarIdsAreLookedForAFewTimesOnly() {
        for (int i = 0; i < 5; i++) {
            assertThat(nearest.of("custmer-1")).contains("customer-1");
        }
        assertThat(nearest.of("custmer-1")).isEmpty();
        assertThat(nearest.of("51")).contains("0051");
    }
}
