package io.winnow.trainer.table;

import io.winnow.datasets.text.TableText;
import io.winnow.trainer.config.Checks;
import java.util.List;

/** Checks the settings by which tables are converted to texts. */
final class TableTexts {
    private static final int MIN_TOKENS = 8;

    private TableTexts() {}

    static Checks check(List<TableText.View> views, int maxTokens) {
        return new Checks()
                .that(
                        !views.isEmpty() && views.stream().distinct().count() == views.size(),
                        "views",
                        "must name at least one view, and no view twice; found " + views)
                .atLeast("max_tokens", maxTokens, MIN_TOKENS);
    }
}
