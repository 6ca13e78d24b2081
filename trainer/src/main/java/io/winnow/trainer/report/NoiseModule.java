package io.winnow.trainer.report;

import io.winnow.datasets.Plural;
import io.winnow.datasets.inspect.NumberText;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Card;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Labels that an audit of a run takes for wrong. */
final class NoiseModule implements ReportModule {
    private static final int MOST_ROWS = 20;

    @Override
    public String id() {
        return "label_noise";
    }

    @Override
    public String title() {
        return "Label noise";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        int others = input.audit().map(AuditList::others).orElse(0);
        if (input.audit().map(audit -> audit.rows().isEmpty()).orElse(true)) {
            return Optional.of((others > 0
                            ? "None of the " + others + " labels that the audit of the run looked at is a label of"
                                    + " these data: the keys or the labels differ. "
                            : "")
                    + "This part needs a run that was trained on these data with one class for each item, and"
                    + " audited: run `winnow audit RUN`, and name the run with --run.");
        }
        return Optional.empty();
    }

    @Override
    public Section run(ReportInput input) throws IOException {
        ReportData data = input.data();
        AuditList audit = input.audit().orElseThrow();
        Section section = new Section();
        double share = audit.share();
        double flagged = audit.flaggedShare();
        long flags = audit.rows().stream().filter(AuditList.Row::flagged).count();
        section.figure("labels", audit.rows().size())
                .figure("wrong_share", share)
                .figure("flagged_share", flagged);
        section.say(
                "The audit estimates that %s of %d labels are wrong; confident learning, which also counts mistakes of the"
                        + " classifier, takes %d (%s) for wrong.",
                NumberText.percent(share), audit.rows().size(), flags, NumberText.percent(flagged));
        section.add(new Badge(
                "label_noise", share * audit.rows().size(), audit.rows().size(), "labels are estimated to be wrong"));
        matrix(audit, section);
        List<Card> cards = new ArrayList<>();
        for (AuditList.Row row :
                audit.rows().subList(0, Math.min(Cards.MOST, audit.rows().size()))) {
            cards.add(Cards.of(
                    data,
                    row.item(),
                    row.key() + ": " + row.given() + ", suggested " + row.suggested() + " (wrong: "
                            + NumberText.percent(row.wrong()) + ")"));
        }
        section.figure("other_labels", audit.others());
        if (audit.others() > 0) {
            section.say(
                    "The audit looked at %d further labels that are not counted here: these data do not have their keys, or"
                            + " have other labels there now. If these are many, the run was trained on other data.",
                    audit.others());
        }
        section.add(new Block.Cards("Labels that are most likely wrong", cards));
        if (flags == 0) {
            return section;
        }
        section.add(new Finding(
                "label_noise",
                Severity.WARNING,
                Plural.of(flags, "label is", "labels are") + " taken for wrong by confident learning.",
                audit.rows().stream()
                        .filter(AuditList.Row::flagged)
                        .map(AuditList.Row::key)
                        .toList(),
                Map.of("labels", flags, "estimated_share", share),
                "Look at the most suspicious ones in the page of `winnow audit`, and correct them."));
        return section;
    }

    /** The most frequent pairs of a given and a suggested class among the flagged labels. */
    private static void matrix(AuditList audit, Section section) {
        Map<List<String>, Integer> counts = new HashMap<>();
        audit.rows().stream()
                .filter(AuditList.Row::flagged)
                .forEach(row -> counts.merge(List.of(row.given(), row.suggested()), 1, Integer::sum));
        section.figure(
                "given_and_suggested",
                counts.entrySet().stream()
                        .sorted(NoiseModule::mostFirst)
                        .map(each -> Map.of(
                                "given",
                                each.getKey().get(0),
                                "suggested",
                                each.getKey().get(1),
                                "labels",
                                each.getValue()))
                        .toList());
        section.add(new Block.Table(
                "Most frequent suspicions of confident learning",
                List.of("given", "suggested", "labels"),
                counts.entrySet().stream()
                        .sorted(NoiseModule::mostFirst)
                        .limit(MOST_ROWS)
                        .map(each -> List.of(
                                each.getKey().get(0),
                                each.getKey().get(1),
                                each.getValue().toString()))
                        .toList()));
    }

    private static int mostFirst(Map.Entry<List<String>, Integer> one, Map.Entry<List<String>, Integer> other) {
        int byCount = Integer.compare(other.getValue(), one.getValue());
        return byCount != 0
                ? byCount
                : one.getKey().toString().compareTo(other.getKey().toString());
    }
}
