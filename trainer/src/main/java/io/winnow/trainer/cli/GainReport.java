package io.winnow.trainer.cli;

import io.winnow.datasets.Plural;
import io.winnow.trainer.recipe.DataRecord;
import io.winnow.trainer.run.Json;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What {@code winnow audit --gain} prints. */
final class GainReport {
    private GainReport() {}

    /** Returns the comparison as one JSON object. */
    static String json(GainRuns.Comparison comparison, DataRecord.Source test) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("test", test.name());
        all.put("test_examples", test.examples());
        all.put("metrics", comparison.metrics());
        all.put("not_compared", comparison.omitted());
        return Json.line(all);
    }

    /** Returns the comparison for people. */
    static String text(GainRuns.Comparison comparison, DataRecord.Source test, int seeds) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        comparison.metrics().forEach((metric, each) -> {
            Map<String, Double> row = new LinkedHashMap<>();
            row.put("given", each.first());
            row.put("corrected", each.second());
            row.put("difference", each.difference());
            row.put("low", each.low());
            row.put("high", each.high());
            rows.put(metric, row);
        });
        return ResultTable.of(rows)
                + String.format(
                        Locale.ROOT,
                        "%n%s each on given and on corrected training labels. Low and high are the ends of the 95%% interval of the"
                                + " difference, paired by seed.%nAll were evaluated on the same %s of %s, whose labels were not"
                                + " corrected: where these are wrong, a better model may look worse.",
                        Plural.of(seeds, "training", "trainings"),
                        Plural.of(test.examples(), "test example", "test examples"),
                        test.name())
                + (comparison.omitted().isEmpty()
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%nNot compared, since they are undefined or missing in at least one training: %s.",
                                String.join(", ", comparison.omitted())));
    }
}
