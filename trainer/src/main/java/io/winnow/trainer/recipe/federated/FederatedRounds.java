package io.winnow.trainer.recipe.federated;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.engine.OuterOptions;
import io.winnow.trainer.engine.RoundOptions;
import io.winnow.trainer.engine.RoundRole;
import io.winnow.trainer.engine.RoundState;
import io.winnow.trainer.federated.FederatedMeans;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageTasks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The server: in each round it chooses clients, lets them train, and averages their weights.
 *
 * @param context the stage
 * @param plan what the clients do
 * @param clients the clients that have labels
 */
record FederatedRounds(StageContext context, TaskData data, Plan plan, List<Client> clients)
        implements RoundRole.Leader {
    /** The state of clients' optimizers is not sent: each round begins with a new one. */
    static final RoundOptions AVERAGE = new RoundOptions(Optional.of(1), 1, new OuterOptions.Average());

    private static final long CHOICE = 4;

    @Override
    public RoundOptions options() {
        return new RoundOptions(Optional.of(1), plan.federate().steps(), AVERAGE.outer());
    }

    /** For the loop, the clients of a round are one worker, whose state is their average. */
    @Override
    public int workers() {
        return 1;
    }

    /** Number of clients in a round. */
    int chosen() {
        return Math.min(clients.size(), plan.federate().clientsPerRound().orElse(clients.size()));
    }

    /** Bytes that go to the clients of a round and come back, for a network of some numbers. */
    long bytes(long numbers) {
        boolean two = plan.federate().strategy() instanceof Strategy.FedLabel strategy && strategy.isPublished();
        return numbers * Float.BYTES * chosen() * (two ? 3 : 2);
    }

    /**
     * The clients of a round, drawn without replacement: those with the smallest random numbers, which depend on the seed, the round and the
     * client. So a row of the table for which more clients have labels still chooses much the same ones.
     */
    static ArrayList<Client> choose(List<Client> clients, int count, long seed, long round) {
        return clients.stream()
                .sorted(Comparator.comparingLong(each -> CounterRandom.key(seed, CHOICE, round, each.number())))
                .limit(count)
                .sorted(Comparator.comparingInt(Client::number))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    @Override
    public RoundState round(RoundRole.Round turn) throws IOException {
        long begin = turn.begin();
        long end = turn.end();
        RoundState state = turn.state();
        long round = begin / plan.federate().steps();
        ArrayList<Client> chosen = choose(clients, chosen(), context.training().seed(), round);
        Map<String, float[]> sent = new LinkedHashMap<>(state.arrays());
        sent.keySet().retainAll(List.of(RoundState.VALUES, RoundState.STATISTICS));
        ClientTask task = new ClientTask(
                context.name(),
                context.label(),
                chosen,
                begin,
                end,
                false,
                context.training().seed(),
                context.training().folder().toAbsolutePath().toString(),
                RoundState.of(sent).toBytes());
        List<RoundState> results = StageTasks.map(
                        context, data, "round " + (round + 1) + " of the stage " + context.label(), chosen.size(), task)
                .stream()
                .map(RoundState::of)
                .toList();
        Map<String, float[]> next = new LinkedHashMap<>(state.arrays());
        sent.keySet().forEach(name -> next.put(name, mean(name, chosen, results)));
        next.computeIfPresent(
                RoundState.OBJECTIVE + FederatedObjective.COUNTS, (name, before) -> counted(before, results));
        return new RoundState(
                next,
                1,
                results.stream().mapToLong(RoundState::steps).sum(),
                results.stream().mapToDouble(RoundState::loss).sum(),
                results.stream().mapToDouble(RoundState::norm).sum(),
                results.stream().mapToLong(RoundState::examples).sum(),
                results.stream().mapToLong(RoundState::waited).sum(),
                results.stream().mapToLong(RoundState::computed).sum());
    }

    private static float[] mean(String name, List<Client> chosen, List<RoundState> results) {
        List<double[]> weights = arrays(name, results);
        double[] mean;
        if (results.get(0).arrays().containsKey(ClientTask.EXPERT + name)) {
            long[] counts = results.stream()
                    .mapToLong(
                            each -> (long) new PseudoLabelCounts(each.arrays().get(ClientTask.COUNTS)).given())
                    .toArray();
            mean = FederatedMeans.fedLabel(arrays(ClientTask.EXPERT + name, results), weights, counts);
        } else {
            mean = FederatedMeans.weighted(
                    weights,
                    chosen.stream().mapToLong(each -> each.labelled().length).toArray());
        }
        float[] rounded = new float[mean.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) mean[i];
        }
        return rounded;
    }

    private static List<double[]> arrays(String name, List<RoundState> results) {
        return results.stream()
                .map(each -> {
                    float[] given = each.arrays().get(name);
                    double[] wide = new double[given.length];
                    for (int i = 0; i < wide.length; i++) {
                        wide[i] = given[i];
                    }
                    return wide;
                })
                .toList();
    }

    /** The counts of all rounds, then those of this one. */
    private static float[] counted(float[] before, List<RoundState> results) {
        PseudoLabelCounts total = new PseudoLabelCounts(Arrays.copyOf(before, PseudoLabelCounts.SIZE));
        PseudoLabelCounts last = PseudoLabelCounts.none();
        for (RoundState each : results) {
            Optional.ofNullable(each.arrays().get(ClientTask.COUNTS)).ifPresent(counts -> {
                total.add(counts);
                last.add(counts);
            });
        }
        float[] both = Arrays.copyOf(total.numbers(), 2 * PseudoLabelCounts.SIZE);
        System.arraycopy(last.numbers(), 0, both, PseudoLabelCounts.SIZE, PseudoLabelCounts.SIZE);
        return both;
    }
}
