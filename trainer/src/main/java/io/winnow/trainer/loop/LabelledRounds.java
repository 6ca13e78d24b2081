package io.winnow.trainer.loop;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.PoolObjects;
import io.winnow.trainer.select.Strategy;
import io.winnow.trainer.select.Vectors;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** Rounds that a program labels: chooses items, has them labelled, trains, and goes on. */
public final class LabelledRounds {
    private final Project project;
    private final Labeller labeller;
    private final Optional<Labeller> second;
    private final double mostCost;
    private final RoundFiles files;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * Prepares rounds.
     *
     * @param second labels a share of what the first one takes for the rare class
     * @param mostCost what all answers together may cost; infinite if there is no limit
     * @param out for a line after each training
     * @param err for notes
     */
    public LabelledRounds(
            Project project,
            Labeller labeller,
            Optional<Labeller> second,
            double mostCost,
            RoundFiles files,
            PrintWriter out,
            PrintWriter err) {
        this.project = project;
        this.labeller = labeller;
        this.second = second;
        this.mostCost = mostCost;
        this.files = files;
        this.out = out;
        this.err = err;
    }

    /**
     * Finishes the rounds that are open, test items first, and then runs further ones; fewer if the budget or the items are used up.
     *
     * @param vectors vectors of all items (N, D), of unit length
     * @param objects objects in the items; empty if the strategy does not need them
     * @param count number of items in a round
     * @param rounds number of further rounds
     */
    public void run(
            Vectors vectors, Optional<PoolObjects> objects, Strategy strategy, int count, int rounds, NDManager manager)
            throws IOException {
        RunEstimate unfinished = RunEstimate.of(project, count, 0, second.isPresent());
        if (unfinished.answers() > 0 && unfinished.exceeds(mostCost)) {
            throw new UserException(String.format(
                    Locale.ROOT,
                    "The items that were chosen already would bring the cost to %.2f, but --max-cost is %.2f. Give a higher limit.",
                    unfinished.total(),
                    mostCost));
        }
        for (LoopRound round : project.rounds()) {
            label(round);
        }
        int last = project.nextRound() - 1;
        // Answers that came only now change the labels, and a command that was stopped may not have trained.
        boolean changed = unfinished.answers() > 0
                || RoundReport.read(project.roundFolder(last)).isEmpty();
        if (last > 0 && changed) {
            train(last, vectors, manager);
        }
        ItemTable items = project.items();
        for (int i = 0; i < rounds; i++) {
            StopSignal.poll();
            NextRound next = new NextRound(project);
            Optional<String> end = next.end();
            if (end.isPresent()) {
                err.println(end.get());
                return;
            }
            if (isTooExpensive(count)) {
                return;
            }
            int number = project.nextRound();
            NextRound.Chosen chosen = next.choose(vectors, objects, strategy, count, number, manager);
            chosen.notes().forEach(err::println);
            LoopRound round = files.write(number, chosen.items());
            ObjectCoverage.write(project, items, strategy, round).ifPresent(err::println);
            label(round);
            train(number, vectors, manager);
        }
    }

    private void train(int round, Vectors vectors, NDManager manager) throws IOException {
        RoundTraining training = new RoundTraining(project);
        if (training.isPossible()) {
            out.println(LoopStatus.line(training.run(vectors, manager)));
            out.flush();
        } else {
            err.println("After round " + round + ", all labels are the same, so no classifier was trained.");
        }
    }

    private void label(LoopRound round) throws IOException {
        Labeller.Outcome outcome = labeller.label(round, files);
        outcome.notes().stream().limit(AnswerImport.SHOWN).forEach(err::println);
        if (outcome.unknown() > 0) {
            err.println("Of round " + round.number() + ", "
                    + Plural.of(outcome.unknown(), "answer counts", "answers count")
                    + " as unclear, because the project does not have the class.");
        }
        if (second.isPresent()) {
            second.get().recheck(round, files).notes().stream()
                    .limit(AnswerImport.SHOWN)
                    .forEach(err::println);
        }
        err.flush();
    }

    /** Returns whether a further round would cost more than is allowed, and says so. */
    private boolean isTooExpensive(int count) throws IOException {
        RunEstimate next = RunEstimate.of(project, count, 1, second.isPresent());
        if (next.exceeds(mostCost)) {
            err.printf(
                    Locale.ROOT,
                    "Another round would bring the cost to %.2f, but --max-cost is %.2f.%n",
                    next.total(),
                    mostCost);
        }
        return next.exceeds(mostCost);
    }
}
