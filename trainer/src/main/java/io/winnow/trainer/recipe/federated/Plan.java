package io.winnow.trainer.recipe.federated;

import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.trainer.config.Span;
import io.winnow.trainer.engine.BatchSource;
import io.winnow.trainer.engine.Horizon;
import io.winnow.trainer.engine.Schedule;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import java.util.Optional;

/**
 * What the clients of a stage do.
 *
 * @param options options of the network and of its training, whose epochs are rounds
 */
record Plan(ClassifierOptions options, FederateOptions federate) {
    /** The plan of a stage that trains in rounds. */
    static Plan of(Federated recipe, String stage) {
        FederateOptions own = recipe.federate();
        Strategy strategy = stage.equals(Federated.CLASSIFY)
                ? own.strategy()
                : stage.equals(Federated.name(Rival.FEDPROX)) ? Strategy.FedProx.usual() : new Strategy.FedAvg();
        return new Plan(
                recipe.classify(),
                new FederateOptions(
                        strategy,
                        stage.equals(Federated.name(Rival.POOLED)) ? Optional.empty() : own.clientsPerRound(),
                        own.steps(),
                        own.strong()));
    }

    /** The plan of a stage in which each client trains by itself, for a number of steps. */
    static Plan alone(Federated recipe, String stage, long steps) {
        boolean further = stage.equals(Federated.PERSONALISE);
        TrainingOptions training = lasting(
                recipe.classify().training(),
                steps,
                further
                        ? new Schedule.Constant(Span.ofSteps(0))
                        : recipe.classify().training().schedule());
        Strategy strategy = further
                ? new Strategy.FedProx(recipe.personalise().orElseThrow().mu())
                : new Strategy.FedAvg();
        return new Plan(
                recipe.classify().withTraining(training),
                new FederateOptions(strategy, Optional.empty(), (int) steps, Optional.empty()));
    }

    private static TrainingOptions lasting(TrainingOptions training, long steps, Schedule schedule) {
        return new TrainingOptions(
                Span.ofSteps(steps),
                training.batchSize(),
                training.precision(),
                training.accumulate(),
                training.optimizer(),
                schedule,
                training.clipNorm(),
                Optional.empty(),
                Optional.empty());
    }

    /** Options of the training of a client, which is not judged. */
    TrainingOptions ofClient() {
        return lasting(options.training(), horizon().steps(), options.training().schedule());
    }

    /** Length of the training in steps of a client. */
    Horizon horizon() {
        int steps = federate.steps();
        return Horizon.of(
                options.training().duration(), steps, options.training().batchSize());
    }

    /** The first round with pseudo-labels; empty if there is none. */
    Optional<Strategy.FedLabel> pseudoLabels(long round) {
        return federate.strategy() instanceof Strategy.FedLabel own && round >= own.burnIn()
                ? Optional.of(own)
                : Optional.empty();
    }

    /** The batches of a loader, in epochs that are rounds. */
    BatchSource<ExampleBatch> source(ExampleLoader loader, String unit) {
        return BatchSource.shuffled(loader, options.training().batchSize(), unit, Optional.empty())
                .inEpochsOf(() -> (long) federate.steps() * options.training().accumulate(), seed -> seed);
    }
}
