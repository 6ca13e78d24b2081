package io.winnow.trainer.table;

import io.winnow.datasets.text.TableText;
import io.winnow.trainer.config.Checks;
import java.util.List;

/** What is asked of the texts that tables become. */
final class TableTexts {
    private static final int FEWEST_TOKENS = 8;

    private TableTexts() {}

    static Checks check(List<TableText.View> views, int maxTokens) {
        return new Checks()
                .that(
                        !views.isEmpty() && views.stream().distinct().count() == views.size(),
                        "views",
                        "must name at least one view, and none twice, found " + views)
                .atLeast("max_tokens", maxTokens, FEWEST_TOKENS);
    }
}
