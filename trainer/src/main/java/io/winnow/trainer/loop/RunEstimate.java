package io.winnow.trainer.loop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run of the loop with a program asks at most, before it starts.
 *
 * @param test number of test items that have no answer yet
 * @param open number of items of open rounds that have no answer yet
 * @param further number of items of further rounds; fewer than wanted if the budget or the items are used up
 * @param second number of items that are asked a second time, if the program takes all that it is asked for the rare class
 * @param answers number of all of these
 * @param cost what they cost; empty if no price is known
 * @param spent what the answers so far cost; empty if no price is known
 */
public record RunEstimate(
        int test, int open, int further, int second, int answers, Optional<Double> cost, Optional<Double> spent) {
    /**
     * Estimates a run.
     *
     * @param recheck whether a second program is asked
     */
    public static RunEstimate of(Project project, int count, int rounds, boolean recheck) throws IOException {
        AnswerLog log = project.answers();
        int test = 0;
        int open = 0;
        int second = 0;
        LabellerConfig labeller = project.config().labeller();
        for (LoopRound round : project.rounds()) {
            int unanswered = (int) round.unanswered(log);
            test += round.number() == 0 ? unanswered : 0;
            open += round.number() == 0 ? 0 : unanswered;
            second += recheck ? Rechecks.open(project, round, log) : 0;
        }
        int further = new OpenItems(project).atMost((long) count * rounds);
        if (recheck) {
            // The last round may be smaller than the others.
            second += further / count * Rechecks.count(count, labeller.recheck())
                    + Rechecks.count(further % count, labeller.recheck());
        }
        int answers = test + open + further + second;
        return new RunEstimate(test, open, further, second, answers, labeller.cost(answers), labeller.cost(log.size()));
    }

    /** Returns what the answers so far and these cost together; 0 if no price is known. */
    double total() {
        return spent.orElse(0.0) + cost.orElse(0.0);
    }

    /** Whether the total cost exceeds a limit, beyond the rounding of sums such as 0.1 + 0.2. */
    boolean exceeds(double limit) {
        return total() > limit * (1 + 1e-9);
    }

    /** Returns the estimate as lines for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("answers at most: " + answers + " (test items " + test + ", open rounds " + open + ", further rounds "
                + further + (second > 0 ? ", second answers " + second : "") + ")");
        cost.ifPresent(value -> lines.add(String.format(
                Locale.ROOT, "cost at most: %.2f, in addition to %.2f so far", value, spent.orElse(0.0))));
        return lines;
    }
}
