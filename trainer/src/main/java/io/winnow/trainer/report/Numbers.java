package io.winnow.trainer.report;

import io.winnow.datasets.inspect.NumberSummary;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.trainer.page.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tables of numbers. */
final class Numbers {
    private Numbers() {}

    /** Returns a table with a row for each summary. */
    static Block.Table table(String title, Map<String, NumberSummary> summaries) {
        List<List<String>> rows = new ArrayList<>();
        summaries.forEach((name, each) -> rows.add(List.of(
                name,
                NumberText.of(each.mean()),
                NumberText.of(each.std()),
                NumberText.of(each.min()),
                NumberText.of(each.q25()),
                NumberText.of(each.median()),
                NumberText.of(each.q75()),
                NumberText.of(each.max()))));
        return new Block.Table(title, List.of("", "mean", "std", "min", "25%", "median", "75%", "max"), rows);
    }
}
