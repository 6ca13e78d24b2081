package io.winnow.trainer.loop;

import io.winnow.trainer.evaluate.Proportion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a project stands.
 *
 * @param items number of different items
 * @param answered number of items with an answer
 * @param budget largest number of answers; empty if it is unlimited
 * @param testLabels number of test items with a label
 * @param testSize number of test items
 * @param open the rounds with items that nobody answered, each with their number
 * @param byAnnotator number of items that each annotator answered
 * @param disputed items without a majority
 * @param doublyLabelled number of items that two annotators labelled
 * @param kappa agreement of these labels (Cohen's kappa)
 * @param unlabelled number of items whose answers give no label: skipped, unclear or bad ones, and those without a majority
 * @param answers number of answers of all annotators
 * @param cost what they cost; empty if no price is known
 * @param confirmed of the items that were asked a second time because a program took them for the rare class, those of which the second program
 *     says the same; empty if there are none
 * @param reports reports of the trainings, oldest first
 * @param advice what speaks for stopping, or for doing something else
 */
public record LoopStatus(
        int items,
        int answered,
        Optional<Integer> budget,
        int testLabels,
        int testSize,
        Map<Integer, Long> open,
        Map<String, Integer> byAnnotator,
        List<String> disputed,
        int doublyLabelled,
        Optional<Double> kappa,
        int unlabelled,
        int answers,
        Optional<Double> cost,
        Optional<Proportion> confirmed,
        List<RoundReport> reports,
        List<String> advice) {
    /** Reads the state of a project. */
    public static LoopStatus of(Project project) throws IOException {
        ItemTable items = project.items();
        AnswerLog answers = project.answers();
        LabelState state = LabelState.of(LoopTask.of(project.config()), answers, items, project.classes());
        Set<String> test = project.testItems();
        Map<Integer, Long> open = new LinkedHashMap<>();
        List<RoundReport> reports = new ArrayList<>();
        for (LoopRound round : project.rounds()) {
            long unanswered = round.unanswered(answers);
            if (unanswered > 0) {
                open.put(round.number(), unanswered);
            }
            RoundReport.read(round.folder()).ifPresent(reports::add);
        }
        return new LoopStatus(
                items.originals().length,
                state.answered().size(),
                project.config().budget(),
                (int) state.labels().keySet().stream()
                        .filter(row -> test.contains(items.get(row).id()))
                        .count(),
                test.size(),
                open,
                state.byAnnotator(),
                state.disputed(),
                state.doublyLabelled(),
                state.kappa(),
                state.answered().size() - state.labels().size(),
                answers.size(),
                project.config().labeller().cost(answers.size()),
                project.config().positive().flatMap(name -> Rechecks.confirmed(answers, name)),
                reports,
                new StopAdvice(project.config(), state, reports).sentences());
    }

    /** Returns the state as lines for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("items " + items + ", answered " + answered
                + budget.map(most -> " of a budget of " + most).orElse("") + ", test labels " + testLabels + " of "
                + testSize
                + cost.map(value -> String.format(Locale.ROOT, ", cost %.2f", value))
                        .orElse(""));
        if (unlabelled > 0) {
            lines.add("items without a label (skipped, unclear, bad or without a majority), which are set aside: "
                    + unlabelled);
        }
        byAnnotator.forEach((who, count) -> lines.add("annotator " + who + ": " + count));
        if (doublyLabelled > 0) {
            lines.add("labelled by two: " + doublyLabelled
                    + kappa.map(value -> String.format(Locale.ROOT, ", kappa %.3f", value))
                            .orElse(""));
        }
        if (!disputed.isEmpty()) {
            lines.add("without a majority, so not used: " + String.join(", ", disputed));
        }
        confirmed.ifPresent(share -> lines.add(
                "taken for the rare class by the first program, and confirmed by the second one: " + percent(share)));
        open.forEach((number, count) ->
                lines.add((number == 0 ? "test items" : "round " + number) + ": " + count + " without an answer"));
        for (RoundReport report : reports) {
            lines.add(line(report));
        }
        if (!reports.isEmpty()) {
            lines.add("labels by class: "
                    + reports.get(reports.size() - 1).byClass().entrySet().stream()
                            .map(each -> each.getKey() + " " + each.getValue())
                            .collect(Collectors.joining(", ")));
        }
        lines.addAll(advice);
        return lines;
    }

    /** Returns a report as a line for people. */
    public static String line(RoundReport report) {
        return "round " + report.round() + ": trained on " + report.trained() + " labels"
                + report.accuracy().map(share -> accuracy(report, share)).orElse(", no test labels")
                + report.calibrationError()
                        .map(error -> String.format(Locale.ROOT, ", calibration error %.3f", error))
                        .orElse("")
                + report.rare().map(rare -> ", " + rare.said()).orElse("")
                + report.kappa()
                        .map(kappa -> String.format(Locale.ROOT, ", kappa with the model before %.3f", kappa))
                        .orElse("");
    }

    private static String accuracy(RoundReport report, Proportion share) {
        return report.microF1()
                .map(f1 ->
                        String.format(Locale.ROOT, ", test micro-F1 %.3f [%.3f, %.3f]", f1.value(), f1.low(), f1.high())
                                + ", all classes right " + percent(share))
                .orElse(", test accuracy " + percent(share));
    }

    /** Returns a share with its interval in percent. */
    static String percent(Proportion share) {
        return String.format(
                Locale.ROOT,
                "%.1f%% [%.1f, %.1f] of %d",
                100 * share.share(),
                100 * share.low(),
                100 * share.high(),
                share.size());
    }
}
