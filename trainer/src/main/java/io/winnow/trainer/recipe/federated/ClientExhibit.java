package io.winnow.trainer.recipe.federated;

import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a page shows of clients: the examples of each, and how accurate networks are for it. */
final class ClientExhibit {
    private ClientExhibit() {}

    /**
     * Returns the table of clients.
     *
     * @param judged folders of stages that may have left the accuracies of networks for the clients, by the name of these networks in results
     */
    static Exhibit of(ClientTable clients, Map<String, Path> judged) throws IOException {
        List<String> header = new ArrayList<>(List.of("client", "examples", "labelled", "classes"));
        Map<String, Map<?, ?>> accuracies = new LinkedHashMap<>();
        for (Map.Entry<String, Path> each : judged.entrySet()) {
            Path file = each.getValue().resolve(ClientTable.ACCURACIES);
            if (Files.exists(file)) {
                header.add(each.getKey());
                accuracies.put(each.getKey(), Json.read(file, Map.class));
            }
        }
        List<List<String>> rows = new ArrayList<>();
        for (ClientTable.Row client : clients.rows()) {
            List<String> row = new ArrayList<>(List.of(
                    client.client(),
                    Integer.toString(client.labelled() + client.unlabelled()),
                    Integer.toString(client.labelled()),
                    client.shown(clients.classes())));
            for (Map<?, ?> each : accuracies.values()) {
                row.add(
                        each.get(client.client()) instanceof Number accuracy
                                ? String.format(Locale.ROOT, "%.2f%%", 100 * accuracy.doubleValue())
                                : "");
            }
            rows.add(row);
        }
        return new Exhibit.Table(
                "Clients",
                "The clients of this run with the numbers of their training examples, and the classes that they have most of."
                        + (accuracies.isEmpty()
                                ? ""
                                : " Beside them stands the accuracy for each client of the networks of these rows of the"
                                        + " result: " + String.join(", ", accuracies.keySet()) + "."),
                header,
                rows);
    }
}
