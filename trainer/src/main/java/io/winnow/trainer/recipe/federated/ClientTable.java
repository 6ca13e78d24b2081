package io.winnow.trainer.recipe.federated;

import io.winnow.datasets.Plural;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The clients of a run as a file, by which models are judged.
 *
 * @param classes names of the classes (K)
 * @param test fingerprint of the test examples
 */
record ClientTable(List<String> classes, String test, List<Row> rows) {
    /** Name of the file in the folder of a stage. */
    static final String FILE = "clients.json";

    /** Name of the file with the accuracies for the clients, in the folder of a stage. */
    static final String ACCURACIES = "accuracies.json";

    private static final int SHOWN = 3;

    /**
     * A client.
     *
     * @param labelled number of its labelled training examples
     * @param unlabelled number of its unlabelled training examples
     * @param examples number of its training examples of each class, as far as their labels are known (K)
     * @param test indices of its test examples; empty if it has none of its own
     */
    record Row(String client, int labelled, int unlabelled, List<Integer> examples, List<Integer> test) {
        /** The classes that it has most examples of. */
        String shown(List<String> names) {
            List<Integer> most = IntStream.range(0, names.size())
                    .filter(k -> examples.get(k) > 0)
                    .boxed()
                    .sorted((a, b) -> Integer.compare(examples.get(b), examples.get(a)))
                    .toList();
            return most.stream()
                            .limit(SHOWN)
                            .map(k -> names.get(k) + " " + examples.get(k))
                            .collect(Collectors.joining(", "))
                    + (most.size() > SHOWN ? " and " + (most.size() - SHOWN) + " more" : "");
        }
    }

    static ClientTable of(Clients clients, TaskData data) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < clients.all().size(); i++) {
            Client client = clients.all().get(i);
            rows.add(new Row(
                    client.name(),
                    client.labelled().length,
                    client.unlabelled().length,
                    list(clients.mixtures().get(i)),
                    clients.test().isEmpty() ? List.of() : list(clients.test().get(i))));
        }
        return new ClientTable(
                ((ClassLabels) data.trainLabels()).classNames(), data.test().fingerprint(), rows);
    }

    static ClientTable read(Path folder) throws IOException {
        return Json.read(folder.resolve(FILE), ClientTable.class);
    }

    private static List<Integer> list(int[] numbers) {
        return IntStream.of(numbers).boxed().toList();
    }

    /** The table as lines for people. */
    List<String> lines() {
        return rows.stream()
                .map(row -> String.format(
                        Locale.ROOT,
                        "  %s: %s, %d labelled%s",
                        row.client(),
                        Plural.of(row.labelled() + row.unlabelled(), "examples"),
                        row.labelled(),
                        row.shown(classes).isEmpty() ? "" : "; " + row.shown(classes)))
                .toList();
    }

    /**
     * Returns the accuracy of predictions for a client: on its own test examples; or, if it has none, on all test examples, with the weights that
     * give each class the share that it has among the client's training examples.
     *
     * @param right whether each test example is predicted right (M)
     * @param truth true classes of the test examples (M)
     * @return empty if no test example has a class of the client
     */
    Optional<Double> accuracy(int client, boolean[] right, int[] truth) {
        Row row = rows.get(client);
        if (!row.test().isEmpty()) {
            return Optional.of(row.test().stream().filter(i -> right[i]).count()
                    / (double) row.test().size());
        }
        int[] seen = new int[classes.size()];
        int[] correct = new int[classes.size()];
        for (int i = 0; i < right.length; i++) {
            seen[truth[i]]++;
            correct[truth[i]] += right[i] ? 1 : 0;
        }
        double sum = 0;
        double weight = 0;
        for (int k = 0; k < seen.length; k++) {
            if (seen[k] > 0) {
                sum += row.examples().get(k) * (double) correct[k] / seen[k];
                weight += row.examples().get(k);
            }
        }
        return weight == 0 ? Optional.empty() : Optional.of(sum / weight);
    }

    /**
     * Returns which predictions are right.
     *
     * @param predictions class probabilities (M, K), row-major
     */
    static boolean[] right(float[] predictions, int[] truth) {
        boolean[] right = new boolean[truth.length];
        int width = predictions.length / truth.length;
        for (int i = 0; i < right.length; i++) {
            int best = Ranks.largest(predictions, i * width, width);
            right[i] = best == truth[i];
        }
        return right;
    }

    /**
     * Returns the accuracies of one model for all clients, by their names; empty if the test examples do not have one class each, or if they are
     * others than those of the run.
     */
    Map<String, Double> accuracies(float[] predictions, Dataset<?> examples) {
        Map<String, Double> accuracies = new LinkedHashMap<>();
        if (examples.labels() instanceof ClassLabels labels
                && labels.size() > 0
                && examples.fingerprint().equals(test)) {
            boolean[] right = right(predictions, labels.classes());
            for (int i = 0; i < rows.size(); i++) {
                String name = rows.get(i).client();
                accuracy(i, right, labels.classes()).ifPresent(each -> accuracies.put(name, each));
            }
        }
        return accuracies;
    }

    /** Returns the accuracy on all test examples, which have one class each. */
    double common(float[] predictions, Labels test) {
        boolean[] right = right(predictions, ((ClassLabels) test).classes());
        int count = 0;
        for (boolean each : right) {
            count += each ? 1 : 0;
        }
        return count / (double) right.length;
    }

    /** Returns the mean and the worst of accuracies of clients as metrics; none if there are none. */
    static Map<String, Double> figures(Map<String, Double> accuracies) {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (!accuracies.isEmpty()) {
            figures.put(
                    "client_accuracy",
                    accuracies.values().stream()
                            .mapToDouble(each -> each)
                            .average()
                            .orElseThrow());
            figures.put(
                    "worst_client_accuracy",
                    accuracies.values().stream().mapToDouble(each -> each).min().orElseThrow());
        }
        return figures;
    }
}
