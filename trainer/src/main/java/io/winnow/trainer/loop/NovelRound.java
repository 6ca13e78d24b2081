package io.winnow.trainer.loop;

import io.winnow.datasets.Plural;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.labelling.LabellingItem;
import io.winnow.trainer.select.Choice;
import io.winnow.trainer.select.NovelClasses;
import io.winnow.trainer.select.NovelRule;
import io.winnow.trainer.select.NovelScope;
import io.winnow.trainer.select.Strategies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses the items of the next round by the classes that a run has found, where the project has no model of its own that knows them. */
public final class NovelRound {
    /** Stream of the seed for a random order. */
    private static final long ORDER = 73;

    private final Project project;
    private final OpenItems open;

    public NovelRound(Project project) throws IOException {
        this.project = project;
        open = new OpenItems(project);
    }

    /**
     * Chooses items by what a discovery of classes found (Ma et al., CVPR 2024, arXiv 2403.04272).
     *
     * @param rule which items are chosen
     * @param scope which classes are new
     * @param found classes of the examples of the run
     * @param exampleOf the example that each item is; -1 for none (N)
     * @throws UserException if nothing is left to ask, or the budget is used up
     */
    public NextRound.Chosen choose(
            NovelRule rule, NovelScope scope, FoundClasses found, int[] exampleOf, int wanted, int number)
            throws IOException {
        List<String> notes = new ArrayList<>();
        int[] known =
                IntStream.of(open.rows()).filter(row -> exampleOf[row] >= 0).toArray();
        int count = open.count(
                wanted,
                known.length,
                "There is nothing left to ask: every item without a label in the run was chosen already.",
                notes);
        int[] order = Permutation.of(known.length, project.config().seed(), NextRound.ROUND, number);
        int random = open.randomCount(count);
        List<Choice> chosen = new ArrayList<>();
        for (int i = 0; i < random; i++) {
            chosen.add(new Choice(known[order[i]], Strategies.random().key(), Double.NaN));
        }
        int[] rest =
                Arrays.stream(order).skip(random).map(i -> known[i]).sorted().toArray();
        boolean later = project.rounds().stream()
                .flatMap(round -> round.items().stream())
                .anyMatch(each -> NovelRule.find(each.strategy())
                        .filter(NovelRule::isNovel)
                        .isPresent());
        NovelClasses novel = NovelClasses.choose(
                Arrays.stream(rest)
                        .map(row -> of(found, exampleOf, row).number())
                        .toArray(),
                Arrays.stream(rest)
                        .mapToDouble(row -> of(found, exampleOf, row).margin())
                        .toArray(),
                found.classes().size(),
                scope == NovelScope.NEW ? found.old() : found.named(),
                count - random,
                rule.in(later),
                CounterRandom.key(project.config().seed(), ORDER, number));
        for (int place : novel.examples()) {
            chosen.add(new Choice(
                    rest[place], rule.key(), of(found, exampleOf, rest[place]).margin()));
        }
        if (novel.fromOld() > 0) {
            notes.add(Plural.of(novel.fromOld(), "item belongs", "items belong")
                    + " to old classes, because the run has no further items of new ones.");
        }
        return new NextRound.Chosen(
                open.selected(
                        chosen,
                        row -> List.of(new LabellingItem.Guess(
                                found.classes().get(of(found, exampleOf, row).number()),
                                of(found, exampleOf, row).p())),
                        number),
                notes);
    }

    private static FoundClasses.Found of(FoundClasses found, int[] exampleOf, int row) {
        return found.examples().get(exampleOf[row]);
    }
}
