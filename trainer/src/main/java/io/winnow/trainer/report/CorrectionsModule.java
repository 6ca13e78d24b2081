package io.winnow.trainer.report;

import io.winnow.datasets.Plural;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.evaluate.CorrectedTest;
import io.winnow.trainer.evaluate.Proportion;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import io.winnow.trainer.predict.Corrections;
import io.winnow.trainer.predict.ModelJudge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Labels that people have corrected (test-set-errors.md). */
final class CorrectionsModule implements ReportModule {
    @Override
    public String id() {
        return "corrections";
    }

    @Override
    public String title() {
        return "Corrected labels";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        if (input.corrections().isEmpty()) {
            return Optional.of("This part needs a file with the columns key and corrected for --corrections.");
        }
        return input.data().labels() instanceof ClassLabels
                ? Optional.empty()
                : Optional.of("This part needs labels with one class per item.");
    }

    /** Corrections are those of the test part, or of all items if there is none. */
    private static int[] corrected(ReportData data) {
        int[] items = data.split().parts().contains(ReportData.TEST)
                ? data.items(ReportData.TEST)
                : IntStream.range(0, data.size()).toArray();
        return IntStream.of(items).filter(data.labels()::known).toArray();
    }

    @Override
    public Section run(ReportInput input) throws IOException {
        ReportData data = input.data();
        int[] items = corrected(data);
        ClassLabels given = ((ClassLabels) data.labels()).select(items);
        List<String> keys = IntStream.of(items).mapToObj(data.keys()::get).toList();
        CorrectedTest test = Corrections.read(
                "--corrections",
                input.corrections().orElseThrow(),
                new ModelJudge.Predicted(keys, given.classes(), given.classes(), given.classNames()));
        Section section = new Section();
        int[] changed = IntStream.range(0, items.length)
                .filter(i -> test.kept()[i] && test.given()[i] != test.corrected()[i])
                .toArray();
        long dropped =
                IntStream.range(0, items.length).filter(i -> !test.kept()[i]).count();
        section.figure("items", items.length).figure("changed", changed.length).figure("without_class", dropped);
        section.say(
                "Of %d items, the corrections change the label of %d; %d have no single right class.",
                items.length, changed.length, dropped);
        if (items.length > 0) {
            Proportion share = Proportion.of(changed.length + (int) dropped, items.length);
            section.figure("wrong_share", share.share());
            section.say(
                    "So at least %s of these labels are wrong; items that nobody checked count as right.",
                    NumberText.percent(share.share()));
        }
        if (changed.length > 0) {
            details(data, items, test, changed, section);
        }
        return section;
    }

    private static void details(ReportData data, int[] items, CorrectedTest test, int[] changed, Section section)
            throws IOException {
        List<String> classNames = data.labels().classNames();
        Map<List<String>, Integer> counts = new HashMap<>();
        List<Card> cards = new ArrayList<>();
        List<String> names = data.names();
        for (int i : changed) {
            List<String> pair = List.of(classNames.get(test.given()[i]), classNames.get(test.corrected()[i]));
            counts.merge(pair, 1, Integer::sum);
            if (cards.size() < Cards.MOST) {
                cards.add(Cards.of(
                        data, items[i], names.get(items[i]) + ": " + pair.get(0) + ", corrected " + pair.get(1)));
            }
        }
        section.add(new Block.Table(
                "Changes",
                List.of("given", "corrected", "labels"),
                counts.entrySet().stream()
                        .sorted(Map.Entry.<List<String>, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(each -> each.getKey().toString()))
                        .limit(Cards.MOST)
                        .map(each -> List.of(
                                each.getKey().get(0),
                                each.getKey().get(1),
                                each.getValue().toString()))
                        .toList()));
        section.add(new Block.Cards("Corrected labels", cards));
        section.add(new Finding(
                "corrected",
                Severity.WARNING,
                Plural.of(changed.length, "label differs", "labels differ") + " from the corrections.",
                Arrays.stream(changed).mapToObj(i -> names.get(items[i])).toList(),
                Map.of("labels", changed.length),
                "Train and judge on the corrected labels, and see whether the order of models changes: `winnow evaluate"
                        + " --label-errors`."));
    }
}
