package io.winnow.trainer.report;

import io.winnow.datasets.Plural;
import io.winnow.datasets.duplicate.NearDuplicates;
import io.winnow.datasets.duplicate.SimilarPair;
import io.winnow.datasets.inspect.NumberText;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shows the items that leaked from the training part into others, and how they change the accuracy of a run. */
final class Leaks {
    private Leaks() {}

    /** Adds what is known of each part other than the training part. */
    static void add(ReportInput input, NearDuplicates found, Severity certain, Section section) throws IOException {
        ReportData data = input.data();
        if (!data.split().parts().contains(ReportData.TRAIN)) {
            section.say("Leaks need a training and a test part: name the data that models are judged by with --test.");
            return;
        }
        for (String part : data.split().parts()) {
            if (part.equals(ReportData.TRAIN)) {
                continue;
            }
            Leaked leaked = Leaked.of(found, data.split(), part);
            int size = data.items(part).length;
            int count = leaked.items().size();
            section.figure(
                    "leaks_" + part,
                    Map.of("exact", leaked.exact().size(), "near", leaked.near().size(), "items", size));
            section.say(
                    "%d of %d items of %s are in the training part as well: %d exactly and %d nearly.",
                    count, size, part, leaked.exact().size(), leaked.near().size());
            if (part.equals(ReportData.TEST)) {
                section.add(Badge.of("leaks", count, size, "test items are in training"));
                consequence(input, leaked, section);
            }
            leaked("leak", certain, part, leaked.exact(), "exactly", data, section);
            leaked("near_leak", Severity.WARNING, part, leaked.near(), "nearly", data, section);
        }
    }

    private static void leaked(
            String kind,
            Severity severity,
            String part,
            List<SimilarPair> pairs,
            String how,
            ReportData data,
            Section section)
            throws IOException {
        if (pairs.isEmpty()) {
            return;
        }
        List<String> names = data.names();
        section.add(new Finding(
                kind,
                severity,
                Plural.of(pairs.size(), "item", "items") + " of " + part + (pairs.size() == 1 ? " is " : " are ") + how
                        + " in the training part as well.",
                pairs.stream().map(pair -> names.get(pair.other())).toList(),
                Map.of("part", part, "items", pairs.size()),
                "Remove them from one of the parts: scores on them say nothing about new items."));
        section.add(PairCards.of(
                "Items of " + part + " (second of each pair) that are " + how + " in the training part",
                data,
                pairs,
                names));
    }

    /** The accuracy of a run with and without the items that it has seen in training. */
    private static void consequence(ReportInput input, Leaked leaked, Section section) {
        if (input.rightOnTest().isEmpty()) {
            return;
        }
        ReportData data = input.data();
        Set<Integer> seen = new HashSet<>(leaked.items());
        double[] right = new double[2];
        double[] count = new double[2];
        for (int item : data.items(ReportData.TEST)) {
            Boolean known = input.rightOnTest().get(data.keys().get(item));
            if (known != null) {
                int group = seen.contains(item) ? 1 : 0;
                count[group]++;
                right[group] += known ? 1 : 0;
            }
        }
        if (count[0] + count[1] == 0) {
            return;
        }
        double all = (right[0] + right[1]) / (count[0] + count[1]);
        if (count[0] == 0) {
            section.figure("accuracy", all);
            section.say(
                    "The accuracy of the run is %s, but all test items that it was judged by leaked.",
                    NumberText.percent(all));
            return;
        }
        double clean = right[0] / count[0];
        section.figure("accuracy", all).figure("accuracy_without_leaks", clean);
        section.say(
                "The accuracy of the run is %s on all test items and %s without those that leaked.",
                NumberText.percent(all), NumberText.percent(clean));
    }
}
