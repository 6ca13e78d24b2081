package io.winnow.trainer.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.table.ReadOptions;
import io.winnow.datasets.table.Table;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.WeightsChoice;
import io.winnow.trainer.recipe.tabsim.FittedTables;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.search.ExactSearch;
import io.winnow.trainer.search.GraphSearch;
import io.winnow.trainer.search.IndexBuilder;
import io.winnow.trainer.search.Neighbour;
import io.winnow.trainer.search.RecordSearch;
import io.winnow.trainer.search.SearchHit;
import io.winnow.trainer.search.SearchPage;
import io.winnow.trainer.search.TableExcerpt;
import io.winnow.trainer.search.TableIndex;
import io.winnow.trainer.table.PreparedTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        description = "Finds the tables, texts or rows that are most similar to given ones.",
        mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {
    private static final int TITLE = 70;
    private static final int CAPTION = 5;

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "Directory of a run of tabsim, or of a run on texts or rows.")
    private Path folder;

    @Parameters(
            index = "1",
            paramLabel = "QUERY",
            description =
                    "File with the table to search for. For a run on texts or rows: file with one or more of them, or - for one"
                            + " text per line of standard input.")
    private Path query;

    @Option(
            names = "--among",
            required = true,
            paramLabel = "INDEX|TABLES",
            description =
                    "Where to search: an index that `winnow index` wrote, or a folder or file with tables. For a run on texts or"
                            + " rows: a file with the columns of the training.")
    private Path among;

    @Option(
            names = "--table",
            paramLabel = "ID",
            description = "Id of the table to search for. Needed only if QUERY holds several tables.")
    private String id;

    @Option(names = "--k", paramLabel = "N", description = "Number of tables to find. Default: ${DEFAULT-VALUE}")
    private int count = 10;

    @Option(
            names = "--approximate",
            description =
                    "Searches the graph of the index instead of comparing every table. Faster, but may miss some.")
    private boolean approximate;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Writes a page that shows the query beside the tables that were found.")
    private Path page;

    @Mixin
    private TableOptions reading;

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (count < 1) {
            throw new UserException("--k must be at least 1, found " + count + ".");
        }
        if (approximate && !TableIndex.isAt(among)) {
            throw new UserException("--approximate needs an index that `winnow index --graph` wrote, but " + among
                    + " is not an index.");
        }
        FinishedRun run = FinishedRun.open(folder);
        InputPaths.require(among);
        if (Models.isOfRecords(folder)) {
            if (id != null || approximate || page != null) {
                throw new UserException("--table, --approximate and --html can only be used for tables, but " + folder
                        + " was trained on other data. Leave them out.");
            }
            return searchRecords(run);
        }
        if (page != null) {
            Outputs.requireFile("--html", page, true);
            if (!TableIndex.isAt(among)) {
                Outputs.requireNoTables(page, List.of(among.toString()));
            }
        }
        ReadOptions options = reading.read();
        Table table = reading.one(query, id);
        try (NDManager manager = NDManager.newBaseManager(device.of(run.experiment()));
                FittedTables fitted = FittedTables.open(run, manager)) {
            if (TableIndex.isAt(among)) {
                search(fitted, table, among, manager);
            } else {
                Path temporary = Files.createTempDirectory("winnow-search");
                try (ConsoleProgress progress =
                        ConsoleProgress.onStandardError(Boolean.getBoolean("winnow.terminal"))) {
                    Path made = temporary.resolve("index");
                    new IndexBuilder(fitted.encoder(), folder.toString(), fitted.digest(), manager, progress)
                            .build(among, options, false, made);
                    search(fitted, table, made, manager);
                } finally {
                    AtomicFiles.delete(temporary);
                }
            }
        }
        return 0;
    }

    /** Searches by the cosine of the representations. */
    private int searchRecords(FinishedRun run) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(device.of(run.experiment()));
                RecordEncoder encoder = RecordEncoder.open(run, WeightsChoice.LAST, manager)) {
            Dataset<?> queries = encoder.read(query.toString(), query.toString());
            Dataset<?> others = encoder.read(among.toString(), among.toString());
            List<List<RecordSearch.Hit>> found =
                    RecordSearch.nearest(encoder.embed(queries, manager), encoder.embed(others, manager), count);
            for (int i = 0; i < found.size(); i++) {
                List<Map<String, Object>> hits = new ArrayList<>();
                for (RecordSearch.Hit hit : found.get(i)) {
                    Map<String, Object> entry = new LinkedHashMap<>();
                    entry.put("key", others.key(hit.row()));
                    entry.put("cosine", hit.cosine());
                    entry.put("text", encoder.text(others, hit.row()));
                    hits.add(entry);
                }
                report(queries.key(i), encoder.text(queries, i), hits);
            }
        }
        return 0;
    }

    private void report(String key, String text, List<Map<String, Object>> hits) {
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("key", key);
            line.put("text", text);
            line.put("hits", hits);
            spec.commandLine().getOut().println(Json.line(line));
            return;
        }
        spec.commandLine().getOut().println(key + ": " + shortened(text));
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("  key", "cosine", "text"));
        for (Map<String, Object> hit : hits) {
            cells.add(List.of(
                    "  " + hit.get("key"),
                    String.format(Locale.ROOT, "%.4f", (Float) hit.get("cosine")),
                    shortened((String) hit.get("text"))));
        }
        spec.commandLine().getOut().println(ResultTable.align(cells, Set.of(0, 2)));
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= TITLE ? line : line.substring(0, TITLE) + "..";
    }

    private void search(FittedTables fitted, Table table, Path made, NDManager manager) throws IOException {
        try (TableIndex index = TableIndex.open(made, fitted.digest());
                PreparedTables prepared = fitted.encoder().prepare(List.of(table));
                NDManager scope = manager.newSubManager()) {
            NDArray vector = fitted.encoder().embed(prepared, scope);
            List<SearchHit> hits = new ArrayList<>();
            for (Neighbour neighbour : nearest(index, vector)) {
                hits.add(fitted.hit(hits.size() + 1, neighbour, index.table(neighbour.row())));
            }
            report(TableExcerpt.of(table), hits, index.description());
        }
    }

    private List<Neighbour> nearest(TableIndex index, NDArray vector) throws IOException {
        if (!approximate) {
            return ExactSearch.nearest(index.vectors(), vector, count).get(0);
        }
        try (GraphSearch graph = index.graph()) {
            return graph.nearest(vector.toFloatArray(), count);
        }
    }

    private void report(TableExcerpt table, List<SearchHit> hits, TableIndex.Description description)
            throws IOException {
        if (page != null) {
            AtomicFiles.write(
                    page, SearchPage.of(table, hits, description.tables() + " tables of " + description.source()));
        }
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("query", table);
            all.put("tables", description.tables());
            all.put("hits", hits);
            spec.commandLine().getOut().println(Json.line(all));
            return;
        }
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("table", "distance", "similar", "probability", "grade", "caption"));
        for (SearchHit hit : hits) {
            cells.add(List.of(
                    hit.table().id(),
                    String.format(Locale.ROOT, "%.4f", hit.distance()),
                    hit.similar() ? "yes" : "no",
                    String.format(Locale.ROOT, "%.2f", hit.probability()),
                    String.format(Locale.ROOT, "%.2f", hit.grade()),
                    hit.table().title(TITLE)));
        }
        spec.commandLine().getOut().println(ResultTable.align(cells, Set.of(0, CAPTION)));
    }
}
