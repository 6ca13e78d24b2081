package io.winnow.trainer.recipe.federated;

import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.compiled.Compilation;
import io.winnow.trainer.engine.CheckpointOptions;
import io.winnow.trainer.engine.EngineOptions;
import io.winnow.trainer.engine.LoggingOptions;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.engine.RoundOptions;
import io.winnow.trainer.engine.RoundRole;
import io.winnow.trainer.engine.RoundState;
import io.winnow.trainer.engine.Training;
import io.winnow.trainer.engine.TrainingContext;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageTasks;
import io.winnow.trainer.run.Metrics;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The work of clients in a round: each is a task. What a client does is a function of the weights that it gets, of its number and of the round: it
 * keeps nothing from one round to the next, so rounds can be computed by anyone in any order.
 *
 * @param stage name of the stage
 * @param label number and name of the stage
 * @param clients the clients that take part
 * @param begin first step of the round
 * @param end the step after the last one
 * @param alone whether clients train by themselves, in a single round
 * @param seed seed of the training
 * @param checkpoints folder of the checkpoints of the training
 * @param server weights that all begin with
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClientTask(
        String stage,
        String label,
        ArrayList<Client> clients,
        long begin,
        long end,
        boolean alone,
        long seed,
        String checkpoints,
        byte[] server)
        implements StageTasks.Task {
    /** Prefix of the arrays of the network that a client of the published FedLabel has trained on labels. */
    static final String EXPERT = "expert.";

    /** Counts of pseudo-labels. */
    static final String COUNTS = "counts";

    private static final long LABELLED = 1;
    private static final long UNLABELLED = 3;

    @Override
    public byte[] run(int number, StageTasks.Site site) throws IOException {
        Federated recipe = (Federated) site.experiment().recipe();
        Plan plan = alone ? Plan.alone(recipe, stage, end) : Plan.of(recipe, stage);
        Client client = clients.get(number);
        RoundState given = RoundState.of(server);
        TaskData labelled = client.labelledIn(site.data());
        float[] weights = given.arrays().get(RoundState.VALUES);
        Optional<Strategy.FedLabel> pseudo =
                plan.pseudoLabels(begin / plan.federate().steps()).filter(strategy -> client.unlabelled().length > 0);
        Optional<RoundState> local = pseudo.isEmpty() || pseudo.get().needsLocal()
                ? Optional.of(trained(
                        new ClientObjective(
                                plan.options(),
                                labelled,
                                weights,
                                plan.federate().strategy().proximal(),
                                0,
                                site.manager()),
                        plan,
                        labelled,
                        given,
                        seed(client, LABELLED)))
                : Optional.empty();
        if (pseudo.isEmpty()) {
            boolean two = plan.federate().strategy() instanceof Strategy.FedLabel strategy && strategy.isPublished();
            return (two ? both(local.orElseThrow(), given, new float[PseudoLabelCounts.SIZE]) : local.orElseThrow())
                    .toBytes();
        }
        FedLabelObjective learner = new FedLabelObjective(
                plan.options(),
                plan.federate(),
                pseudo.get(),
                labelled,
                client.unlabelledIn(site.data()),
                given,
                local,
                seed(client, UNLABELLED),
                site.manager());
        RoundState learned = trained(learner, plan, labelled, given, seed(client, LABELLED));
        float[] counts = learner.counts().numbers();
        return (pseudo.get().isPublished() ? both(local.orElseThrow(), learned, counts) : with(learned, COUNTS, counts))
                .toBytes();
    }

    /**
     * A seed that depends on the client and the round alone. All methods draw labelled examples alike, so that they differ in what they do with
     * them.
     */
    private long seed(Client client, long purpose) {
        return CounterRandom.key(seed, begin, client.number(), purpose) >>> 1;
    }

    private static RoundState both(RoundState expert, RoundState learner, float[] counts) {
        RoundState all = with(learner, COUNTS, counts);
        for (Map.Entry<String, float[]> each : expert.arrays().entrySet()) {
            all = with(all, EXPERT + each.getKey(), each.getValue());
        }
        return new RoundState(
                all.arrays(),
                1,
                expert.steps() + learner.steps(),
                expert.loss() + learner.loss(),
                expert.norm() + learner.norm(),
                expert.examples() + learner.examples(),
                expert.waited() + learner.waited(),
                expert.computed() + learner.computed());
    }

    private static RoundState with(RoundState state, String name, float[] array) {
        Map<String, float[]> arrays = new LinkedHashMap<>(state.arrays());
        arrays.put(name, array);
        return new RoundState(
                arrays,
                state.workers(),
                state.steps(),
                state.loss(),
                state.norm(),
                state.examples(),
                state.waited(),
                state.computed());
    }

    /** Does the steps of the round with an objective, which is closed. */
    private RoundState trained(ClientObjective objective, Plan plan, TaskData data, RoundState given, long own)
            throws IOException {
        Once role = new Once(RoundRole.Round.whole(begin, end, given), Training.workersFolder(Path.of(checkpoints)));
        TrainingContext context = new TrainingContext(
                label,
                own,
                Path.of(checkpoints),
                new CheckpointOptions(plan.options().training().duration(), 2),
                new LoggingOptions(1, false),
                Metrics.none(),
                Progress.silent(),
                new StopSignal(),
                // It takes longer to compile a network than to do the steps of a round.
                new EngineOptions(Compilation.OFF, false),
                Optional.empty(),
                Optional.of(role),
                List.of(),
                false);
        int batch = Math.min(plan.options().training().batchSize(), data.trainExamples().length);
        try (Objective<?, ?> closing = objective;
                ExampleLoader loader = data.trainLoader(batch);
                Training<?, ?> training =
                        new Training<>(plan.ofClient(), context, objective, plan.source(loader, data.unit()))) {
            training.run();
            throw new IllegalStateException("A round ends with its release.");
        } catch (RoundRole.ReleasedException done) {
            return role.state;
        }
    }

    /** The part of a client in a single round. */
    private static final class Once implements RoundRole.Member {
        private final RoundRole.Round round;
        private final Path folder;
        private RoundState state;

        Once(RoundRole.Round round, Path folder) {
            this.round = round;
            this.folder = folder;
        }

        @Override
        public RoundOptions options() {
            return FederatedRounds.AVERAGE;
        }

        @Override
        public int number() {
            return 0;
        }

        @Override
        public int workers() {
            return 1;
        }

        @Override
        public Path folder() {
            return folder;
        }

        @Override
        public Optional<RoundRole.Round> next() {
            return state == null ? Optional.of(round) : Optional.empty();
        }

        @Override
        public void done(RoundState reached) {
            Map<String, float[]> kept = new LinkedHashMap<>(reached.arrays());
            kept.keySet().retainAll(round.state().arrays().keySet());
            state = new RoundState(
                    kept,
                    1,
                    reached.steps(),
                    reached.loss(),
                    reached.norm(),
                    reached.examples(),
                    reached.waited(),
                    reached.computed());
        }
    }
}
