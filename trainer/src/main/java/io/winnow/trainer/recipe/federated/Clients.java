package io.winnow.trainer.recipe.federated;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.federated.ClientSplit;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The clients of a run.
 *
 * @param all the clients
 * @param mixtures number of examples of each class of each client, as far as their labels are known (clients, K); for evaluation only
 * @param test indices of the test examples of each client; empty if a client has none of its own
 */
record Clients(List<Client> all, List<int[]> mixtures, List<int[]> test) {
    /** Smallest number of labelled examples of a drawn client. */
    private static final int LEAST_LABELLED = 2;

    /**
     * Divides the training examples in use among clients.
     *
     * @throws UserException if a client would have no example, or if an example has no client
     */
    static Clients of(ClientsConfig config, LabelledOptions labelled, TaskData data) throws IOException {
        ClassLabels given = (ClassLabels) data.trainLabels();
        Optional<TaskData> others = data.unlabelled(false);
        if (others.isPresent() && labelled.withholds()) {
            throw new UserException(
                    "recipe.labelled must be left out: " + others.get().trainExamples().length + " of the "
                            + data.unit() + " have no label already. Withhold labels in one place, in data or here.");
        }
        if (config instanceof ClientsConfig.OfFile file) {
            return ofFile(file, labelled, data, others);
        }
        List<int[]> split =
                drawn(config, labelled, given, others.isPresent(), data).clients();
        List<int[]> rest = others.isEmpty()
                ? List.of()
                : ClientSplit.uniformly(others.get().trainExamples().length, split.size(), seed(config) + 1)
                        .clients();
        List<String> names =
                IntStream.range(0, split.size()).mapToObj(i -> "client " + i).toList();
        return of(names, split, rest, labelled, given, List.of());
    }

    private static ClientSplit drawn(
            ClientsConfig config, LabelledOptions labelled, ClassLabels given, boolean gaps, TaskData data) {
        int classes = given.classNames().size();
        ClientSplit split;
        if (config instanceof ClientsConfig.Alike alike) {
            split = ClientSplit.uniformly(given.size(), alike.count(), alike.seed());
        } else if (gaps) {
            throw new UserException("recipe.clients of this kind need the class of every training example, but some "
                    + data.unit()
                    + " have no label. Withhold labels with recipe.labelled instead, or use clients of kind"
                    + " iid or file.");
        } else if (config instanceof ClientsConfig.OfShards shards) {
            split = ClientSplit.byShards(given.classes(), classes, shards.count(), shards.classes(), shards.seed());
        } else {
            ClientsConfig.Mixed mixed = (ClientsConfig.Mixed) config;
            int least = (int) Math.ceil(LEAST_LABELLED / labelled.share().orElse(1.0));
            split = ClientSplit.byDirichlet(
                    given.classes(), classes, mixed.count(), mixed.alpha(), least, mixed.seed());
        }
        return split;
    }

    private static long seed(ClientsConfig config) {
        return config instanceof ClientsConfig.Alike alike ? alike.seed() : 0;
    }

    private static Clients ofFile(
            ClientsConfig.OfFile config, LabelledOptions labelled, TaskData data, Optional<TaskData> others)
            throws IOException {
        Map<String, String> byKey = read(config);
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<int[]> split = divided(data.train(), data.trainExamples(), byKey, numbers, missing);
        List<int[]> rest = others.isEmpty()
                ? List.of()
                : divided(data.train(), others.get().trainExamples(), byKey, numbers, missing);
        if (!missing.isEmpty()) {
            throw new UserException("recipe.clients: " + config.file() + " has no client for " + missing.size()
                    + " of the training " + data.unit() + ": " + Shown.of(missing)
                    + ". Add a record for each, or name the column of their keys with clients.key (now '" + config.key()
                    + "').");
        }
        List<int[]> test =
                divided(data.test(), TaskData.all(data.test()), byKey, new LinkedHashMap<>(numbers), new ArrayList<>());
        return of(
                List.copyOf(numbers.keySet()),
                padded(split, numbers.size()),
                rest,
                labelled,
                (ClassLabels) data.trainLabels(),
                test.subList(0, numbers.size()));
    }

    private static Map<String, String> read(ClientsConfig.OfFile config) throws IOException {
        try {
            RecordFile records = RecordFile.read(DataPaths.require(config.file()), RecordOptions.of("file of clients"));
            String key = records.column(config.key(), "recipe.clients.key");
            String client = records.column(config.client(), "recipe.clients.client");
            Map<String, String> byKey = new HashMap<>();
            for (FileRecord row : records.rows()) {
                String own = row.find(key).orElse("");
                String name = row.find(client).orElse("");
                if (own.isEmpty() || name.isEmpty()) {
                    throw new UserException(
                            config.file() + ", " + row.place() + ": the " + (own.isEmpty() ? key : client)
                                    + " is blank. Each record needs the key of an example and its client.");
                }
                String other = byKey.putIfAbsent(own, name);
                if (other != null && !other.equals(name)) {
                    throw new UserException(config.file() + ", " + row.place() + ": the example '" + own
                            + "' belongs to '" + name + "', but before to '" + other
                            + "'. Each example belongs to one client.");
                }
            }
            return byKey;
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    /** Positions among examples by clients. Clients that are not known yet get the next number. */
    private static List<int[]> divided(
            Dataset<?> dataset,
            int[] examples,
            Map<String, String> byKey,
            Map<String, Integer> numbers,
            List<String> missing) {
        int[] owners = new int[examples.length];
        for (int i = 0; i < owners.length; i++) {
            String key = dataset.key(examples[i]);
            String client = byKey.get(key);
            if (client == null) {
                missing.add(key);
                owners[i] = -1;
            } else {
                owners[i] = numbers.computeIfAbsent(client, name -> numbers.size());
            }
        }
        return IntStream.range(0, numbers.size())
                .mapToObj(client -> where(owners.length, i -> owners[i] == client))
                .toList();
    }

    private static int[] where(int size, IntPredicate chosen) {
        return IntStream.range(0, size).filter(chosen).toArray();
    }

    private static List<int[]> padded(List<int[]> split, int clients) {
        List<int[]> padded = new ArrayList<>(split);
        while (!split.isEmpty() && padded.size() < clients) {
            padded.add(new int[0]);
        }
        return padded;
    }

    /**
     * @param split positions of the examples with a given label, by clients
     * @param rest positions of the examples without one; empty if all have one
     */
    private static Clients of(
            List<String> names,
            List<int[]> split,
            List<int[]> rest,
            LabelledOptions labelled,
            ClassLabels given,
            List<int[]> test) {
        ClientSplit order = new ClientSplit(split).shuffled(labelled.seed());
        List<Client> all = new ArrayList<>();
        List<int[]> mixtures = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            int[] own = split.get(i);
            int[] kept = own.clone();
            int[] without = rest.isEmpty() ? new int[0] : rest.get(i);
            if (labelled.share().isPresent()) {
                kept = order.labelled(i, labelled.share().get());
                without = order.unlabelled(i, labelled.share().get());
            } else if (labelled.perClass().isPresent()) {
                int[] left = new int[given.classNames().size()];
                int most = labelled.perClass().get();
                kept = IntStream.of(order.clients().get(i))
                        .filter(example -> left[given.classes()[example]]++ < most)
                        .toArray();
                int[] sorted = IntStream.of(kept).sorted().toArray();
                without = IntStream.of(own)
                        .filter(example -> Arrays.binarySearch(sorted, example) < 0)
                        .toArray();
            }
            Client client = new Client(
                    i,
                    names.get(i),
                    IntStream.of(kept).sorted().toArray(),
                    IntStream.of(without).sorted().toArray());
            if (client.size() == 0) {
                throw new UserException("recipe.clients: " + client.name()
                        + " has no training example. Leave the client out, or use fewer clients.");
            }
            all.add(client);
            int[] counts = new int[given.classNames().size()];
            IntStream.of(own).forEach(example -> counts[given.classes()[example]]++);
            mixtures.add(counts);
        }
        return new Clients(all, mixtures, test);
    }

    /** The clients that have a label, which take part in rounds. */
    List<Client> labelled() {
        return all.stream().filter(client -> client.labelled().length > 0).toList();
    }

    /** What a person should know of who has which test examples: sentences without their subject, clients, and full stop. */
    List<String> testNotes(TaskData data) {
        int own = test.stream().mapToInt(each -> each.length).sum();
        if (own == 0) {
            return List.of();
        }
        int others = data.test().size() - own;
        List<String> without = all.stream()
                .filter(each -> test.get(each.number()).length == 0)
                .map(Client::name)
                .toList();
        List<String> notes = new ArrayList<>();
        if (others > 0) {
            notes.add("has no client with training " + data.unit() + " for " + others + " of the "
                    + data.test().size() + " test " + data.unit()
                    + ": they count for accuracy, but not for client_accuracy");
        }
        if (!without.isEmpty()) {
            notes.add("has no test " + data.unit() + " of " + Shown.of(without)
                    + ": a client without any is judged on all test " + data.unit());
        }
        return notes;
    }

    /** One client that has the examples of all. */
    Client pooled() {
        return new Client(
                0,
                "all",
                all.stream()
                        .flatMapToInt(each -> IntStream.of(each.labelled()))
                        .sorted()
                        .toArray(),
                all.stream()
                        .flatMapToInt(each -> IntStream.of(each.unlabelled()))
                        .sorted()
                        .toArray());
    }

    /** The labelled examples of all clients. */
    TaskData labelledIn(TaskData data) {
        return pooled().labelledIn(data);
    }
}
