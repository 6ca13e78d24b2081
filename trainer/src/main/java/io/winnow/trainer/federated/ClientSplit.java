package io.winnow.trainer.federated;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Dirichlet;
import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A division of examples among clients.
 *
 * @param clients indices of the examples of each client, in the order in which the client has them
 */
public record ClientSplit(List<int[]> clients) {
    /** How often shares are drawn until every client has enough examples. */
    private static final int DRAWS = 100;

    private static final long SHARES = 0;
    private static final long CLASS_ORDER = 1;
    private static final long CLIENT_ORDER = 2;

    /**
     * Divides examples so that each client has a mixture of classes of its own, as the authors of FedLabel do: the mixture of a client is
     * drawn from Dirichlet(alpha, .., alpha), and each class is divided among the clients in proportion to its shares. The shares are drawn
     * again if a client would get fewer than {@code least} examples.
     *
     * @param classes class of each example (N), in [0, count)
     * @param count number of classes
     * @param clients number of clients
     * @param alpha parameter of the mixtures: the smaller, the more the clients differ
     * @param least smallest number of examples of a client
     * @throws UserException if no draw gives every client enough examples
     */
    public static ClientSplit byDirichlet(int[] classes, int count, int clients, double alpha, int least, long seed) {
        List<int[]> order = new ArrayList<>();
        for (int label = 0; label < count; label++) {
            int own = label;
            int[] members = IntStream.range(0, classes.length)
                    .filter(i -> classes[i] == own)
                    .toArray();
            order.add(IntStream.of(Permutation.of(members.length, seed, CLASS_ORDER, label))
                    .map(i -> members[i])
                    .toArray());
        }
        int fewest = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double[][] mixtures = new double[clients][];
            for (int client = 0; client < clients; client++) {
                mixtures[client] = Dirichlet.draw(alpha, count, CounterRandom.of(seed, SHARES, draw, client));
            }
            List<int[]> divided = divide(mixtures, order);
            int smallest = divided.stream().mapToInt(each -> each.length).min().orElseThrow();
            if (smallest >= least) {
                return shuffled(divided, seed);
            }
            fewest = Math.max(fewest, smallest);
        }
        throw new UserException("In " + DRAWS + " divisions of " + classes.length + " examples among " + clients
                + " clients with alpha " + alpha + ", the smallest client had at most " + fewest + " examples, and "
                + least
                + " are needed. Use fewer clients or a larger alpha.");
    }

    /**
     * Divides each class among the clients: with q the shares of the clients of a class, scaled to sum to 1, the cuts are at the floor of the
     * cumulative sum of q times the size of the class.
     *
     * @param mixtures share of each class in the mixture of each client (clients, classes)
     * @param order examples of each class, in the order in which they are dealt out
     * @return examples of each client, class after class
     */
    static List<int[]> divide(double[][] mixtures, List<int[]> order) {
        List<List<Integer>> divided = new ArrayList<>();
        Arrays.stream(mixtures).forEach(client -> divided.add(new ArrayList<>()));
        for (int label = 0; label < order.size(); label++) {
            double total = 0;
            for (double[] client : mixtures) {
                total += client[label];
            }
            int[] members = order.get(label);
            double sum = 0;
            int begin = 0;
            for (int client = 0; client < mixtures.length; client++) {
                sum += mixtures[client][label] / total;
                int end = client == mixtures.length - 1 ? members.length : (int) (sum * members.length);
                for (int i = begin; i < end; i++) {
                    divided.get(client).add(members[i]);
                }
                begin = Math.max(begin, end);
            }
        }
        return divided.stream()
                .map(client -> client.stream().mapToInt(each -> each).toArray())
                .toList();
    }

    /** Divides examples at random into parts of equal size, but for one example. */
    public static ClientSplit uniformly(int examples, int clients, long seed) {
        int[] order = Permutation.of(examples, seed, CLASS_ORDER);
        return new ClientSplit(IntStream.range(0, clients)
                .mapToObj(client -> Arrays.copyOfRange(order, (int) ((long) examples * client / clients), (int)
                        ((long) examples * (client + 1) / clients)))
                .toList());
    }

    /**
     * Divides examples, sorted by class, into shards of equal size, but for one example, and gives each client some of them at random: as many
     * classes or a few more (arXiv 1602.05629, section 3).
     *
     * @param classes class of each example (N), in [0, count)
     * @param shards number of shards of a client
     */
    public static ClientSplit byShards(int[] classes, int count, int clients, int shards, long seed) {
        int[] sorted = IntStream.range(0, count)
                .flatMap(label -> IntStream.of(Permutation.of(classes.length, seed, CLASS_ORDER))
                        .filter(i -> classes[i] == label))
                .toArray();
        int all = clients * shards;
        int[] dealt = Permutation.of(all, seed, SHARES);
        List<int[]> divided = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            divided.add(IntStream.range(client * shards, (client + 1) * shards)
                    .map(i -> dealt[i])
                    .flatMap(shard -> IntStream.range((int) ((long) sorted.length * shard / all), (int)
                                    ((long) sorted.length * (shard + 1) / all))
                            .map(i -> sorted[i]))
                    .toArray());
        }
        return shuffled(divided, seed);
    }

    /** Returns the same division, with the examples of each client in a random order. */
    public ClientSplit shuffled(long seed) {
        return shuffled(clients, seed);
    }

    private static ClientSplit shuffled(List<int[]> divided, long seed) {
        List<int[]> clients = new ArrayList<>();
        for (int client = 0; client < divided.size(); client++) {
            int[] own = divided.get(client);
            clients.add(IntStream.of(Permutation.of(own.length, seed, CLIENT_ORDER, client))
                    .map(i -> own[i])
                    .toArray());
        }
        return new ClientSplit(clients);
    }

    /** The labelled examples of a client: the last ones, a share of all. */
    public int[] labelled(int client, double share) {
        int[] own = clients.get(client);
        return Arrays.copyOfRange(own, own.length - (int) (share * own.length), own.length);
    }

    /** The examples of a client that have no label: the first ones. */
    public int[] unlabelled(int client, double share) {
        int[] own = clients.get(client);
        return Arrays.copyOf(own, (int) ((1 - share) * own.length));
    }
}
