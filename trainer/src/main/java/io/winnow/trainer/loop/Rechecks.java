package io.winnow.trainer.loop;

import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.evaluate.Proportion;
import io.winnow.trainer.labelling.ToolAnswer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Items that a program took for the rare class, of which a share is asked a second time: what is rare is mostly errors if the program is not good. */
final class Rechecks {
    private static final long DRAW = 83;

    private Rechecks() {}

    /** Returns how many of a number of items are asked a second time. */
    static int count(int positives, double share) {
        return (int) Math.ceil(share * positives - 1e-9);
    }

    /** Returns the items of a round to ask a second time: a random share of those that the first program takes for the rare class. */
    static List<LoopRound.Selected> of(Project project, LoopRound round) throws IOException {
        List<LoopRound.Selected> found = positives(project, round, project.answers());
        int[] order = Permutation.of(found.size(), project.config().seed(), DRAW, round.number());
        return Arrays.stream(order)
                .limit(count(found.size(), project.config().labeller().recheck()))
                .mapToObj(found::get)
                .toList();
    }

    /** Returns the items of a round that the first program takes for the rare class, by their ids. */
    private static List<LoopRound.Selected> positives(Project project, LoopRound round, AnswerLog answers) {
        String positive = project.config().positive().orElseThrow();
        return round.items().stream()
                .filter(each -> Labeller.first(answers.of(each.id()))
                        .filter(answer -> answer.labels().contains(positive))
                        .isPresent())
                .sorted(Comparator.comparing(LoopRound.Selected::id))
                .toList();
    }

    /**
     * Returns how many items of a round are still to be asked a second time: at most, since the first program may take all that it has not
     * answered for the rare class.
     */
    static int open(Project project, LoopRound round, AnswerLog answers) {
        int positives = positives(project, round, answers).size() + (int) round.unanswered(answers);
        int asked = (int) round.items().stream()
                .filter(each -> Labeller.second(answers.of(each.id())).isPresent())
                .count();
        return Math.max(0, count(positives, project.config().labeller().recheck()) - asked);
    }

    /** Returns how many of the items that were asked a second time are of the rare class by that answer, too; empty if there are none. */
    static Optional<Proportion> confirmed(AnswerLog answers, String positive) {
        int all = 0;
        int confirmed = 0;
        for (Map<String, Answer> each : answers.current().values()) {
            boolean positives = Labeller.first(each.values())
                    .filter(first -> first.labels().contains(positive))
                    .isPresent();
            Optional<Answer> second = Labeller.second(each.values())
                    .filter(answer -> positives && answer.status() == ToolAnswer.Status.LABELLED);
            all += second.isPresent() ? 1 : 0;
            confirmed +=
                    second.filter(answer -> answer.labels().contains(positive)).isPresent() ? 1 : 0;
        }
        return all == 0 ? Optional.empty() : Optional.of(Proportion.of(confirmed, all));
    }
}
