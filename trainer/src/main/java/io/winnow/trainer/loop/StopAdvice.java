package io.winnow.trainer.loop;

import io.winnow.datasets.Plural;
import io.winnow.trainer.evaluate.Proportion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Says what speaks for stopping, each with its number. Nothing stops by itself. */
record StopAdvice(LoopConfig config, LabelState state, List<RoundReport> reports) {
    /** Number of rounds that a plateau and stability must last. */
    private static final int LASTING = 3;
    /** Bloodgood and Vijay-Shanker, "A method for stopping active learning based on stabilizing predictions", CoNLL 2009. */
    private static final double STABLE = 0.99;
    /** The fewest doubly labelled items from which the agreement is judged. */
    private static final int LEAST_PAIRS = 20;

    List<String> sentences() {
        List<String> found = new ArrayList<>();
        budget().ifPresent(found::add);
        target().ifPresent(found::add);
        plateau().ifPresent(found::add);
        stable().ifPresent(found::add);
        last().flatMap(RoundReport::rareShare).ifPresent(share -> found.add(share.said(config.labeller())));
        rare().ifPresent(found::add);
        disagreement().ifPresent(found::add);
        guesses().ifPresent(found::add);
        return found;
    }

    private Optional<RoundReport> last() {
        return reports.isEmpty() ? Optional.empty() : Optional.of(reports.get(reports.size() - 1));
    }

    private Optional<String> budget() {
        int answered = state.answered().size();
        return config.budget()
                .filter(most -> answered >= most)
                .map(most -> "Stop: the budget is used up (" + answered + " of " + most + " answers).");
    }

    private Optional<String> target() {
        Optional<Double> target = config.stop().target();
        Optional<RoundReport.Interval> figure = last().flatMap(RoundReport::figure);
        if (target.isEmpty() || figure.isEmpty()) {
            return Optional.empty();
        }
        if (figure.get().low() >= target.get()) {
            return Optional.of(format(
                    "Stop: the target is reached. The %s is at least %.3f (lower end of its interval), and %.3f is wanted.",
                    name(), figure.get().low(), target.get()));
        }
        OptionalDouble needed =
                curve().map(curve -> curve.answersFor(target.get())).orElse(OptionalDouble.empty());
        return needed.isEmpty()
                ? Optional.empty()
                : Optional.of(format(
                        "The curve of the %s would reach the target of %.3f after about %.0f labels. This extrapolates, so take"
                                + " it as a rough guess.",
                        name(), target.get(), needed.getAsDouble()));
    }

    private Optional<LearningCurve> curve() {
        List<RoundReport> tested =
                reports.stream().filter(report -> report.figure().isPresent()).toList();
        return LearningCurve.of(
                tested.stream().mapToDouble(RoundReport::trained).toArray(),
                tested.stream()
                        .mapToDouble(report -> report.figure().orElseThrow().value())
                        .toArray());
    }

    private Optional<String> plateau() {
        if (reports.size() <= LASTING) {
            return Optional.empty();
        }
        RoundReport before = reports.get(reports.size() - 1 - LASTING);
        RoundReport now = last().orElseThrow();
        int more = now.trained() - before.trained();
        if (before.figure().isEmpty() || now.figure().isEmpty() || more <= 0) {
            return Optional.empty();
        }
        RoundReport.Interval first = before.figure().get();
        RoundReport.Interval second = now.figure().get();
        double gain = second.value() - first.value();
        // Newcombe, "Interval estimation for the difference between independent proportions", 1998, method 10. Both
        // models are tested on
        // the same items, which makes the interval wider than needed.
        double low = gain - Math.hypot(second.value() - second.low(), first.high() - first.value());
        double high = gain + Math.hypot(second.high() - second.value(), first.value() - first.low());
        double scale = 100.0 / more;
        return gain * scale >= config.stop().minGain()
                ? Optional.empty()
                : Optional.of(format(
                        "Plateau: the last %d rounds gained %.4f of %s per 100 labels (95%% interval %.4f to %.4f), and"
                                + " stop.min_gain is %.4f.",
                        LASTING,
                        gain * scale,
                        name(),
                        low * scale,
                        high * scale,
                        config.stop().minGain()));
    }

    private Optional<String> stable() {
        List<Double> kappas =
                reports.stream().flatMap(report -> report.kappa().stream()).toList();
        if (kappas.size() < LASTING) {
            return Optional.empty();
        }
        double mean = kappas.subList(kappas.size() - LASTING, kappas.size()).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
        return mean < STABLE
                ? Optional.empty()
                : Optional.of(format(
                        "The predictions are stable: the kappa of successive models is %.4f on average over the last %d rounds, and more than"
                                + " %.2f is rare before the %s is near its end. With small rounds it is reached late.",
                        mean, LASTING, STABLE, name()));
    }

    private Optional<String> rare() {
        Optional<Proportion> random = last().flatMap(RoundReport::random);
        if (random.isEmpty()) {
            return Optional.empty();
        }
        int unasked = last().orElseThrow().unasked();
        double most = config.labeller().corrected(random.get().high()) * unasked;
        String figure = format(
                "Of %d random items of the last rounds, %s of the rare class, so at most about %.0f of the %d unasked ones are (upper"
                        + " end of the 95%% interval of Clopper and Pearson%s).",
                random.get().size(),
                Plural.of(random.get().count(), "is", "are"),
                most,
                unasked,
                config.labeller().errs() ? ", corrected for errors of the annotators" : "");
        boolean enough = config.stop().missed().isPresent()
                && most <= config.stop().missed().get();
        return Optional.of(enough ? "Stop: " + figure : figure);
    }

    private Optional<String> disagreement() {
        Optional<RoundReport.Interval> figure = last().flatMap(RoundReport::figure);
        if (state.doublyLabelled() < LEAST_PAIRS || figure.isEmpty()) {
            return Optional.empty();
        }
        double disagreement = 1 - state.agreement().orElseThrow();
        double error = 1 - figure.get().value();
        return disagreement < error
                ? Optional.empty()
                : Optional.of(format(
                        "Annotators disagree on %.3f of the items that two labelled, and the model errs on %.3f. More labels of this kind"
                                + " will not help; clearer instructions or an audit will.",
                        disagreement, error));
    }

    private Optional<String> guesses() {
        Optional<Proportion> shown = last().flatMap(RoundReport::shown);
        Optional<Proportion> blind = last().flatMap(RoundReport::blind);
        return shown.isEmpty()
                        || blind.isEmpty()
                        || shown.get().low() <= blind.get().high()
                ? Optional.empty()
                : Optional.of("Answers agree with the guess in " + LoopStatus.percent(shown.get())
                        + " if people see it, and in " + LoopStatus.percent(blind.get())
                        + " if they do not. The guesses seem to sway them; raise blind_share.");
    }

    private String name() {
        return state.task().figure();
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
