package io.winnow.trainer.recipe.tabsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands that read tables, with a trained network that compares them. */
class TableCommandsTest extends OnTabSim {
    @Test
    void findsTheTableItself() throws IOException {
        Path tables = Files.createDirectories(folder.resolve("tables/below"));
        for (int i = 0; i < 12; i++) {
            Files.writeString(
                    tables.resolve("t" + i + ".csv"),
                    "name,count,group\nt" + i % 4 + "w" + i + ",3,t" + i % 4 + "w1\n");
        }
        Files.writeString(tables.resolve("note.txt"), "no table");
        String index = folder.resolve("index").toString();
        CommandRun made = CommandRun.of(
                "index", run.toString(), tables.getParent().toString(), "--output", index, "--graph", "--json");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(new ObjectMapper().readTree(made.out()).get("items").asInt()).isEqualTo(12);

        Path page = folder.resolve("found.html");
        String query = tables.resolve("t5.csv").toString();
        CommandRun found = CommandRun.of(
                "search", run.toString(), query, "--among", index, "--k", "3", "--json", "--html", page.toString());
        assertThat(found.code()).as(found.err()).isZero();
        JsonNode hits = new ObjectMapper().readTree(found.out()).get("hits");
        assertThat(hits).hasSize(3);
        assertThat(hits.get(0).get("distance").asDouble()).isLessThan(1e-3);
        assertThat(hits.get(0).get("similar").asBoolean()).isTrue();
        assertThat(hits.get(2).get("distance").asDouble())
                .isGreaterThanOrEqualTo(hits.get(1).get("distance").asDouble());
        assertThat(Files.readString(page)).contains("t1w5").contains("among 12 tables");

        CommandRun graph =
                CommandRun.of("search", run.toString(), query, "--among", index, "--approximate", "--k", "3", "--json");
        assertThat(graph.code()).as(graph.err()).isZero();
        JsonNode near = new ObjectMapper().readTree(graph.out()).get("hits");
        for (int i = 0; i < 3; i++) {
            assertThat(near.get(i).get("distance").asDouble())
                    .isCloseTo(hits.get(i).get("distance").asDouble(), within(1e-5));
        }

        CommandRun direct =
                CommandRun.of("search", run.toString(), query, "--among", tables.toString(), "--k", "3", "--json");
        assertThat(direct.code()).as(direct.err()).isZero();
        JsonNode others = new ObjectMapper().readTree(direct.out()).get("hits");
        for (int i = 0; i < 3; i++) {
            assertThat(others.get(i).get("distance").asDouble())
                    .isCloseTo(hits.get(i).get("distance").asDouble(), within(1e-5));
        }

        Path broken = Files.createDirectories(folder.resolve("broken"));
        Files.write(broken.resolve("b.csv"), new byte[] {'a', ',', (byte) 0xff, (byte) 0xfe, '\n'});
        CommandRun unreadable = CommandRun.of(
                "index", run.toString(), broken.toString(), "--output", index + "2", "--max-unreadable", "0");
        assertThat(unreadable.code()).as(unreadable.err()).isEqualTo(2);
        assertThat(unreadable.err()).contains("b.csv").doesNotContain("\tat ");
        assertThat(folder.resolve("index2")).doesNotExist();

        CommandRun again = CommandRun.of("index", run.toString(), tables.toString(), "--output", index);
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("--force");

        Path vectors = folder.resolve("vectors.jsonl");
        CommandRun embedded = CommandRun.of("embed", run.toString(), tables.toString(), "--output", vectors.toString());
        assertThat(embedded.code()).as(embedded.err()).isZero();
        assertThat(embedded.out()).contains("12 vectors of length 20");
        assertThat(Files.readAllLines(vectors)).hasSize(12);
        CommandRun partly = CommandRun.of(
                "embed",
                run.toString(),
                tables.toString(),
                broken.toString(),
                "--output",
                vectors.toString(),
                "--force");
        assertThat(partly.code()).as(partly.err()).isEqualTo(1);
        assertThat(partly.err()).contains("There is no vector for 1 unreadable file or item.");
        assertThat(Files.readAllLines(vectors)).hasSize(12);
    }

    @Test
    void everyCommandThatReadsTablesTakesACharacterSet() throws IOException {
        Path windows = Files.createDirectories(folder.resolve("windows")).resolve("w.csv");
        Files.writeString(windows, "name,größe\nt1w1,3\n", Charset.forName("windows-1252"));
        String vectors = folder.resolve("windows.jsonl").toString();
        String index = folder.resolve("windows.index").toString();
        for (List<String> command : List.of(
                List.of("embed", run.toString(), windows.toString(), "--output", vectors),
                List.of("predict", run.toString(), windows.toString()),
                List.of("index", run.toString(), windows.toString(), "--output", index),
                List.of("search", run.toString(), windows.toString(), "--among", windows.toString()))) {
            CommandRun refused = CommandRun.of(command.toArray(String[]::new));
            assertThat(refused.code()).as(command.toString()).isNotZero();
            List<String> declared = new ArrayList<>(command);
            declared.addAll(List.of("--encoding", "windows-9"));
            CommandRun unknown = CommandRun.of(declared.toArray(String[]::new));
            assertThat(unknown.code()).as(command.toString()).isEqualTo(2);
            assertThat(unknown.err())
                    .contains("--encoding must be a character set")
                    .contains("found 'windows-9'");
            declared.set(declared.size() - 1, "windows-1252");
            CommandRun done = CommandRun.of(declared.toArray(String[]::new));
            assertThat(done.code()).as(command + done.err()).isZero();
        }
    }

    /** Returns the lines that predict printed as {@code KEY} or {@code KEY: error}; the key of a pair is {@code A~B}. */
    private static List<String> lines(CommandRun run) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : run.out().strip().split("\n", -1)) {
            JsonNode node = new ObjectMapper().readTree(line);
            String key = node.has("key")
                    ? node.get("key").asText()
                    : node.get("a").asText() + "~" + node.get("b").asText();
            lines.add(key + (node.has("error") ? ": " + node.get("error").asText() : ""));
        }
        return lines;
    }

    @Test
    void whatCannotBeReadGetsALineInItsPlace() throws IOException {
        Path mixed = Files.createDirectories(folder.resolve("mixed/below"));
        Files.writeString(mixed.resolve("a.csv"), "name\nt1w1\n");
        Files.write(mixed.resolve("b.csv"), new byte[] {'a', '\n', (byte) 0xff, '\n'});
        Files.writeString(mixed.resolve("c.jsonl"), "{\"rows\": [[1]]}\n{\"rows\": 1}\n{\"rows\": [[3]]}\n");
        String all = mixed.getParent().toString();
        CommandRun run = CommandRun.of("predict", OnTabSim.run.toString(), all);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("3 tables")
                .contains("2 could not be read")
                .doesNotContain("2147483647");
        List<String> lines = lines(run);
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).isEqualTo("below/a.csv");
        assertThat(lines.get(1)).startsWith("below/b.csv, line 2: is not UTF-8 text");
        assertThat(lines.get(2)).isEqualTo("below/c.jsonl#1");
        assertThat(lines.get(3)).isEqualTo("below/c.jsonl, line 2: rows must be an array of arrays, found 1");
        assertThat(lines.get(4)).isEqualTo("below/c.jsonl#3");
        Path other = Files.createDirectories(folder.resolve("other/below"));
        Files.copy(mixed.resolve("a.csv"), other.resolve("a.csv"));
        CommandRun both = CommandRun.of(
                "predict", OnTabSim.run.toString(), all, other.getParent().toString());
        assertThat(lines(both))
                .hasSize(6)
                .doesNotHaveDuplicates()
                .containsAll(lines.stream().map(line -> all + "/" + line).toList());
    }

    @Test
    void pairsAreReadAsToolsWriteThem() throws IOException {
        String pair =
                "{\"a\": {\"id\": \"a%1$d\", \"rows\": [[\"t1w1\"]]}, \"b\": {\"id\": \"b%1$d\", \"rows\": [[\"t2w%1$d\"]]}}";
        String text = "\uFEFF" + pair.formatted(1) + "\r\n\r\n" + pair.formatted(2) + " {}\r\n" + pair.formatted(3)
                + "\r\n" + pair.formatted(4);
        Path pairs = Files.writeString(folder.resolve("asked.jsonl"), text);
        CommandRun run = CommandRun.of("predict", OnTabSim.run.toString(), pairs.toString(), "--pairs");
        assertThat(run.code()).isEqualTo(1);
        List<String> lines = lines(run);
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("a1~b1");
        assertThat(lines.get(1)).startsWith("asked.jsonl, line 3: is not JSON");
        assertThat(lines.subList(2, 4)).containsExactly("a3~b3", "a4~b4");

        Files.writeString(pairs, text.replace(" {}", ""), StandardCharsets.UTF_16LE);
        CommandRun wide = CommandRun.of("predict", OnTabSim.run.toString(), pairs.toString(), "--pairs");
        assertThat(wide.code()).as(wide.err()).isZero();
        assertThat(lines(wide)).containsExactly("a1~b1", "a2~b2", "a3~b3", "a4~b4");

        Files.writeString(pairs, "[" + pair.formatted(1) + ",\n {\"a\": 1},\n" + pair.formatted(2) + "]");
        CommandRun array = CommandRun.of("predict", OnTabSim.run.toString(), pairs.toString(), "--pairs");
        assertThat(array.code()).isEqualTo(1);
        assertThat(lines(array).get(0)).isEqualTo("a1~b1");
        assertThat(lines(array).get(1)).startsWith("asked.jsonl, line 2: a pair must have the form");
        assertThat(lines(array).get(2)).isEqualTo("a2~b2");
        Files.writeString(pairs, "[" + pair.formatted(1));
        CommandRun open = CommandRun.of("predict", OnTabSim.run.toString(), pairs.toString(), "--pairs");
        assertThat(open.code()).isEqualTo(1);
        assertThat(lines(open)).singleElement().asString().startsWith("asked.jsonl, line 1: is not JSON");

        // what comes before a byte that is not UTF-8 is compared, and the rest is reported
        Files.writeString(
                pairs, pair.formatted(1) + "\n" + pair.formatted(2).replace("t2w", "ö"), StandardCharsets.ISO_8859_1);
        CommandRun latin =
                CommandRun.of("predict", OnTabSim.run.toString(), pairs.toString(), pairs.toString(), "--pairs");
        assertThat(latin.code()).isEqualTo(1);
        assertThat(lines(latin)).hasSize(4);
        assertThat(lines(latin).get(0)).isEqualTo("a1~b1");
        assertThat(lines(latin).get(1))
                .startsWith(pairs + "/asked.jsonl, line 2: is not UTF-8 text: found the byte 0xF6");
        assertThat(lines(latin).get(3)).startsWith(pairs + "#2/asked.jsonl, line 2: ");
    }

    @Test
    void noCommandWritesWhereItWouldReadItsOutputAsTables() throws IOException {
        Path tables = Files.createDirectories(folder.resolve("own"));
        String query =
                Files.writeString(tables.resolve("q.csv"), "name\nt1w1\n").toString();
        String model = run.toString();
        String all = tables.toString();
        for (List<String> command : List.of(
                List.of("index", model, all, "--output", all + "/x.index"),
                List.of("embed", model, all, "--output", all + "/x.jsonl"),
                List.of("predict", model, all, "--output", all + "/below/x.jsonl"),
                List.of("search", model, query, "--among", all, "--html", all + "/x.html"))) {
            CommandRun refused = CommandRun.of(command.toArray(String[]::new));
            assertThat(refused.code()).as(command + refused.err()).isEqualTo(2);
            assertThat(refused.err()).contains(" is inside of " + all).contains("Name an output outside");
        }
        CommandRun fine = CommandRun.of("embed", model, all, "--output", all + "/x.npy");
        assertThat(fine.code()).as(fine.err()).isZero();
    }

    @Test
    void aFolderOfTablesIsNotTakenForAnIndexAndADamagedIndexIsReported() throws IOException {
        Path tables = Files.createDirectories(folder.resolve("named"));
        Path table = Files.writeString(tables.resolve("index.json"), "{\"rows\": [[\"t1w1\"]]}");
        CommandRun found = CommandRun.of("search", run.toString(), table.toString(), "--among", tables.toString());
        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out()).contains("index.json");
        CommandRun refused =
                CommandRun.of("index", run.toString(), table.toString(), "--output", tables.toString(), "--force");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(table).exists();

        Path index = folder.resolve("cut.index");
        CommandRun made = CommandRun.of("index", run.toString(), tables.toString(), "--output", index.toString());
        assertThat(made.code()).as(made.err()).isZero();
        Path vectors = index.resolve("vectors.f32");
        Files.write(vectors, Arrays.copyOf(Files.readAllBytes(vectors), 40));
        CommandRun cut = CommandRun.of("search", run.toString(), table.toString(), "--among", index.toString());
        assertThat(cut.code()).isEqualTo(2);
        assertThat(cut.err()).contains("vectors.f32 is damaged: it has 40 bytes, but 80 are expected");
    }

    @Test
    void theTableToSearchForMustBeOneOfItsFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("several.jsonl"),
                "{\"id\": \"x\", \"rows\": [[1]]}\n{\"id\": \"y\", \"rows\": [[2]]}\n{\"rows\": 3}\n");
        Path blank = Files.writeString(folder.resolve("blank.csv"), "");
        List<String> search = List.of("search", run.toString(), file.toString(), "--among", blank.toString());
        Map.of(
                        List.of(file.toString(), "--key", "z"),
                        "several.jsonl, line 3 cannot be searched for: rows must be an array",
                        List.of(blank.toString()),
                        "blank.csv holds no tables with content. Name a file")
                .forEach((query, message) -> {
                    List<String> all = new ArrayList<>(List.of("search", run.toString()));
                    all.addAll(query);
                    all.addAll(List.of("--among", blank.toString()));
                    CommandRun refused = CommandRun.of(all.toArray(String[]::new));
                    assertThat(refused.code()).isEqualTo(2);
                    assertThat(refused.err()).contains(message).doesNotContain("more than 0");
                });
        Files.writeString(file, "{\"id\": \"x\", \"rows\": [[1]]}\n{\"id\": \"y\", \"rows\": [[2]]}\n");
        List<String> shown = new ArrayList<>(search);
        shown.addAll(List.of("--html", folder.resolve("page.html").toString()));
        assertThat(CommandRun.of(shown.toArray(String[]::new)).err())
                .contains("several.jsonl holds 2. Choose one with --key: x, y.");
        List<String> other = new ArrayList<>(search);
        other.addAll(List.of("--key", "z"));
        assertThat(CommandRun.of(other.toArray(String[]::new)).err())
                .contains("several.jsonl has no item with the key 'z'. Choose one of: x, y.");
    }
}
