package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.model.ReadCounts;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.predict.Prediction;
import io.winnow.trainer.predict.Predictor;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.search.IndexBuilder;
import io.winnow.trainer.search.ItemIndex;
import io.winnow.trainer.search.ItemSearch;
import io.winnow.trainer.search.SearchHit;
import io.winnow.trainer.search.SearchPage;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow search}. */
@Command(
        name = "search",
        description = "Finds the images, texts, rows or tables that are most similar to given ones.",
        mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {
    private static final int TITLE = 70;
    private static final int SHOWN = 20;

    @Parameters(index = "0", paramLabel = "MODEL", description = Models.DESCRIPTION)
    private Path folder;

    @Parameters(
            index = "1",
            paramLabel = "QUERY",
            description =
                    "What to search for: a file or folder with one or more items, as for `winnow embed`. For a model of texts, -"
                            + " reads one text per line of standard input.")
    private String query;

    @Option(
            names = "--among",
            required = true,
            paramLabel = "INDEX|INPUT",
            description =
                    "Where to search: an index that `winnow index` wrote, or a folder or file of items. For a model of images: "
                            + ImageInputs.ITEMS)
    private String among;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Key of the item to search for, if QUERY holds several. Default: all of them")
    private Optional<String> key = Optional.empty();

    @Option(names = "--k", paramLabel = "N", description = "Number of items to find. Default: ${DEFAULT-VALUE}")
    private int count = 10;

    @Option(
            names = "--approximate",
            description = "Searches the graph of the index instead of comparing every item. Faster, but may miss some.")
    private boolean approximate;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Writes a page that shows the query beside the items that were found.")
    private Path page;

    @Mixin
    private ReadingOptions reading;

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Prints one JSON object for each item that is searched for.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (count < 1) {
            throw new UserException("--k must be at least 1, found " + count + ".");
        }
        Path index = Path.of(among);
        boolean indexed = ItemIndex.isAt(index);
        if (approximate && !indexed) {
            throw new UserException("--approximate needs an index that `winnow index --graph` wrote, but " + among
                    + " is not an index.");
        }
        if (page != null) {
            Outputs.requireFile("--html", page, true);
        }
        InputOptions options = reading.read(spec.commandLine().getErr());
        try (NDManager manager = NDManager.newBaseManager(device.of(folder));
                TrainedModel model = Models.openEncoder(folder, WeightsChoice.LAST, manager)) {
            model.reader().require(indexed ? List.of(query) : List.of(query, among));
            if (page != null && !indexed) {
                Outputs.requireNotRead(model.reader(), page, List.of(among));
            }
            List<Prediction> queries = queries(model, options, manager);
            if (indexed) {
                search(model, queries, index, manager);
                return 0;
            }
            Path temporary = Files.createTempDirectory("winnow-search");
            try (ConsoleProgress progress = ConsoleProgress.onStandardError(Boolean.getBoolean("winnow.terminal"))) {
                Path made = temporary.resolve("index");
                ItemIndex.Description built = new IndexBuilder(model, folder.toString(), manager, progress)
                        .build(
                                among,
                                options,
                                false,
                                reading.unreadable(model, spec.commandLine().getErr())::add,
                                made);
                ReadCounts.passedOver(built.passedOver())
                        .ifPresent(spec.commandLine().getErr()::println);
                search(model, queries, made, manager);
            } finally {
                AtomicFiles.delete(temporary);
            }
        }
        return 0;
    }

    /** Computes the representations of the chosen queries. None may be unreadable. */
    private List<Prediction> queries(TrainedModel model, InputOptions options, NDManager manager) throws IOException {
        List<Prediction> queries = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        try (Predictor predictor = new Predictor(model, manager)) {
            predictor.run(List.of(query), options, new Predictor.Results() {
                @Override
                public void predicted(Prediction prediction) {
                    keys.add(prediction.key());
                    if (key.isEmpty() || key.get().equals(prediction.key())) {
                        queries.add(prediction);
                    }
                }

                @Override
                public void failed(String name, String why) {
                    throw new UserException(name + " cannot be searched for: " + why + ".");
                }
            });
        }
        if (keys.isEmpty()) {
            throw new UserException(query + " holds no " + model.reader().unit()
                    + " with content. Name a file with what to search for.");
        }
        if (queries.isEmpty()) {
            throw new UserException(query + " has no item with the key '" + key.orElseThrow() + "'. Choose one of: "
                    + shown(keys) + ".");
        }
        if (page != null && queries.size() > 1) {
            throw new UserException("--html shows the results of one query, but " + query + " holds " + queries.size()
                    + ". Choose one with --key: " + shown(keys) + ".");
        }
        return queries;
    }

    private static String shown(List<String> keys) {
        return String.join(", ", keys.subList(0, Math.min(SHOWN, keys.size()))) + (keys.size() > SHOWN ? " .." : "");
    }

    private void search(TrainedModel model, List<Prediction> queries, Path made, NDManager manager) throws IOException {
        try (ItemIndex index = ItemIndex.open(made, model.digest())) {
            List<List<SearchHit>> found = new ItemSearch(model, index, approximate, manager)
                    .nearest(queries.stream().map(Prediction::output).toList(), count);
            for (int i = 0; i < found.size(); i++) {
                report(queries.get(i), found.get(i), index.description(), queries.size() > 1);
            }
        }
    }

    /** @param several whether there are other queries, so that the results say which one they belong to */
    private void report(Prediction searched, List<SearchHit> hits, ItemIndex.Description description, boolean several)
            throws IOException {
        Preview shown = searched.preview().make();
        if (page != null) {
            AtomicFiles.write(
                    page,
                    SearchPage.of(
                            searched.key(),
                            shown,
                            hits,
                            Plural.of(description.items(), description.unit()) + " of " + description.source()));
        }
        if (json) {
            spec.commandLine().getOut().println(Json.line(line(searched.key(), shown, hits, description)));
            return;
        }
        String indent = several ? "  " : "";
        if (several) {
            spec.commandLine().getOut().println((searched.key() + "  " + shown.title(TITLE)).strip());
        }
        List<List<String>> cells = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(indent + "key"));
        head.addAll(hits.get(0).similarity().keySet());
        head.add("content");
        cells.add(head);
        for (SearchHit hit : hits) {
            List<String> row = new ArrayList<>(List.of(indent + hit.key()));
            hit.similarity().keySet().forEach(name -> row.add(hit.shown(name)));
            row.add(hit.item().title(TITLE));
            cells.add(row);
        }
        spec.commandLine().getOut().println(ResultTable.align(cells, Set.of(0, head.size() - 1)));
    }

    private static Map<String, Object> line(
            String key, Preview shown, List<SearchHit> hits, ItemIndex.Description description) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", key);
        content(line, shown);
        line.put("among", description.items());
        List<Map<String, Object>> found = new ArrayList<>();
        for (SearchHit hit : hits) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("rank", hit.rank());
            entry.put("key", hit.key());
            entry.putAll(hit.similarity());
            content(entry, hit.item());
            found.add(entry);
        }
        line.put("hits", found);
        return line;
    }

    /** Adds what an item says, but not a picture, which its key leads to. */
    private static void content(Map<String, Object> line, Preview item) {
        if (item instanceof Preview.Excerpt excerpt) {
            line.put("text", excerpt.text());
        } else if (item instanceof Preview.Grid table) {
            line.put("table", table);
        }
    }
}
