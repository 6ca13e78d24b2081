package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.search.ItemIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Tries all commands that have an output with an output that is one of their inputs. */
class InputGuardTest {
    static final String CONTENT = "key,label\na,cat\n";

    /** A file that a command writes into the folder that {@code --output} names. Other folders are replaced as a whole. */
    private static final Map<String, String> WRITTEN = Map.of(
            "audit", "labels.csv",
            "annotate", "annotations.csv",
            "annotations compare", "choices.csv",
            "annotations swap", "probabilities.jsonl",
            "taxonomy", "labels.jsonl",
            "data filter", "kept.txt",
            "data report", "findings.jsonl",
            "loop run", "curves.csv",
            "sweep", "sweep.json");

    private static final List<CommandLine> COMMANDS =
            commands(new CommandLine(new Winnow())).toList();

    @TempDir
    private Path folder;

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(InputGuardTest::commands));
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName().replaceFirst("^winnow ?", "");
    }

    private static List<OptionSpec> outputs(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(InputGuard::isOutput)
                .toList();
    }

    private static boolean takesPath(ArgSpec argument) {
        return !InputGuard.isOutput(argument)
                && (argument.type() == Path.class
                        || List.of(argument.auxiliaryTypes()).contains(Path.class)
                        || Set.of("INPUT", "DATA", "POOL", "QUERY", "LABELS", "INDEX|INPUT")
                                .contains(argument.paramLabel()));
    }

    /** Each output of each command with each of its inputs. With --gain, an audit writes no file of a fixed name into its folder. */
    static Stream<Arguments> pairs() {
        return COMMANDS.stream()
                .flatMap(command -> outputs(command).stream()
                        .flatMap(output -> command.getCommandSpec().args().stream()
                                .filter(input ->
                                        takesPath(input) && !label(input).equals("--gain"))
                                .map(input -> Arguments.of(name(command), output.longestName(), label(input)))));
    }

    private static String label(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    @ParameterizedTest(name = "{0} {1} = {2}")
    @MethodSource("pairs")
    void noCommandWritesOverAnInput(String name, String output, String input) throws IOException {
        CommandLine command = COMMANDS.stream()
                .filter(each -> name(each).equals(name))
                .findFirst()
                .orElseThrow();
        OptionSpec written = command.getCommandSpec().findOption(output);
        Path out = folder.resolve("out");
        boolean isFolder = InputGuard.isFolder(written);
        Path file = isFolder ? out.resolve(WRITTEN.getOrDefault(name, "any.csv")) : folder.resolve("file.csv");
        Files.createDirectories(file.getParent());
        Files.writeString(file, CONTENT);
        List<String> line = new ArrayList<>(List.of(name.split(" ")));
        line.addAll(List.of(output, (isFolder ? out : file).toString()));
        // An input is recognized although its path is written in another way.
        String path = file.getParent().resolve(".").resolve(file.getFileName()).toString();
        for (ArgSpec argument : command.getCommandSpec().args()) {
            boolean tried = label(argument).equals(input);
            if (argument != written && (tried || isNeeded(argument))) {
                if (argument instanceof OptionSpec option) {
                    line.add(option.longestName());
                }
                line.add(tried ? path : dummy(argument));
            }
        }
        CommandRun run = CommandRun.of(line.toArray(String[]::new));
        assertThat(run.err()).contains(file.getFileName().toString(), "given as " + input, "it would be lost");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(file).hasContent(CONTENT);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(file);
        }
    }

    /** Whether a command line needs an argument. Of a group, in which an argument may exclude another one, none is given. */
    private static boolean isNeeded(ArgSpec argument) {
        return argument instanceof PositionalParamSpec || (argument.required() && argument.group() == null);
    }

    private static String dummy(ArgSpec argument) {
        Class<?> type = argument.auxiliaryTypes()[0];
        return type.isEnum() ? type.getEnumConstants()[0].toString() : "1";
    }

    /** An option that writes a file must be known to the guard. */
    @Test
    void allOptionsThatWriteAreKnown() {
        Set<String> unknown = new TreeSet<>();
        COMMANDS.stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(option -> option.arity().max() > 0 && !InputGuard.isOutput(option))
                .filter(option -> Stream.of("FILE", "DIR", "FOLDER").anyMatch(option.paramLabel()::equals))
                .filter(option -> String.join(" ", option.description()).matches("(?is).*\\bwrit(e|es|ing)\\b.*"))
                .forEach(option -> unknown.add(option.longestName()));
        assertThat(unknown).isEmpty();
    }

    static Path file(Path path, String content) throws IOException {
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }

    private static void refused(Path file, String why, String... line) throws IOException {
        String before = Files.readString(file);
        CommandRun run = CommandRun.of(line);
        assertThat(run.err()).contains("would write over", why, "it would be lost");
        assertThat(run.code()).isEqualTo(2);
        assertThat(file).hasContent(before);
    }

    /** The contact sheet of a configuration's data must not be written over a file that is read. */
    private static void sheetRefused(Path file, String why, String config, String... more) throws IOException {
        refused(
                file,
                why,
                Stream.concat(Stream.of("data", "inspect", config, "--contact-sheet", file.toString()), Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void filesBehindAConfigurationAreInputs() throws IOException {
        Path labels = file(folder.resolve("labels.csv"), CONTENT);
        Path base = file(folder.resolve("base.yaml"), "recipe: {data: {labels: {file: labels.csv}}}\n");
        Path config = file(folder.resolve("config.yaml"), "extends: base.yaml\n");
        for (Path read : List.of(labels, base)) {
            sheetRefused(read, "named in " + config, config.toString());
        }
        sheetRefused(labels, "given as --set", "experiment.yaml", "--set", "recipe.data.labels.file=" + labels);
    }

    @Test
    void filesOfARunAreInputs() throws IOException {
        Path labels = file(folder.resolve("start/labels.csv"), CONTENT);
        Path run = folder.resolve("run");
        file(run.resolve(RunDirectory.CONFIG), "recipe: {data: {labels: {file: labels.csv}}}\n");
        Path metrics = file(run.resolve(RunDirectory.METRICS), "{}\n");
        file(run.resolve(RunDirectory.DATA), "{\"working_directory\": \"" + labels.getParent() + "\"}\n");
        refused(labels, "named in " + run, "embed", run.toString(), "x", "--output", labels.toString(), "--force");
        refused(
                labels,
                "named in " + run,
                "audit",
                run.toString(),
                "--output",
                labels.getParent().toString());
        refused(
                metrics,
                "a part of " + run,
                "runs",
                "export",
                run.toString(),
                "--format",
                "csv",
                "--output",
                metrics.toString(),
                "--force");
    }

    @Test
    void linksLeadToInputs() throws IOException {
        Path labels = file(folder.resolve("data/labels.csv"), CONTENT);
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), labels);
        Path there = Files.createSymbolicLink(folder.resolve("there"), labels.getParent());
        for (List<Path> pair :
                List.of(List.of(link, labels), List.of(labels, link), List.of(there.resolve("labels.csv"), labels))) {
            refused(
                    labels,
                    "given as FILE",
                    "data",
                    "verdicts",
                    pair.get(0).toString(),
                    "--output",
                    pair.get(1).toString(),
                    "--force");
        }
    }

    @Test
    void aPageBesideTheOutputIsWrittenToo() throws IOException {
        Path page = file(folder.resolve("anchors.html"), CONTENT);
        refused(
                page,
                "given as --captions",
                "data",
                "anchors",
                "pool",
                "--definitions",
                "d.csv",
                "--captions",
                page.toString(),
                "--output",
                folder.resolve("anchors.csv").toString(),
                "--force");
    }

    @Test
    void filesOfAnIndexAreInputs() throws IOException {
        Path index = folder.resolve("index");
        file(index.resolve(ItemIndex.DESCRIPTION), "{}\n");
        Path items = file(index.resolve(ItemIndex.ITEMS), CONTENT);
        refused(
                items,
                "a part of " + index,
                "search",
                "model",
                "query",
                "--among",
                index.toString(),
                "--html",
                items.toString());
    }

    /** A page or a picture replaces an older one, but none that is an input as a part of a folder. */
    @Test
    void aContactSheetIsNotWrittenAmongTheImages() throws IOException {
        Path image = file(folder.resolve("photos/cat/a.png"), CONTENT);
        CommandRun run = CommandRun.of(
                "data", "inspect", folder.resolve("photos").toString(), "--contact-sheet", image.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(image + " is inside of " + folder.resolve("photos"));
        assertThat(image).hasContent(CONTENT);
    }

    @Test
    void aFolderInPlaceOfAFileIsNotTakenForAnOutput() throws IOException {
        Path input = file(folder.resolve("here/votes.csv"), CONTENT);
        CommandRun run = CommandRun.of(
                "data",
                "verdicts",
                input.toString(),
                "--output",
                folder.resolve("here").toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("must be a .csv or .jsonl file").doesNotContain("it would be lost");
    }

    /** Shards that a filter kept are filtered again. */
    @Test
    void filesOfAPatternAreInputs() throws IOException {
        Path kept = folder.resolve("kept");
        Path shard = file(kept.resolve("shards/part-0.tar"), CONTENT);
        refused(
                shard,
                "which this command reads: it is given as POOL",
                "data",
                "filter",
                shard.resolveSibling("part-*.tar").toString(),
                "--config",
                "filter.yaml",
                "--write-shards",
                "--output",
                kept.toString(),
                "--force");
    }

    @Test
    void aNestedValueNamesInputs() throws IOException {
        Path labels = file(folder.resolve("labels.csv"), CONTENT);
        for (String value : List.of("{labels: {file: %s}}", "{keys: [%s]}")) {
            sheetRefused(
                    labels,
                    "given as --set",
                    "experiment.yaml",
                    "--set",
                    "recipe.data=" + String.format(Locale.ROOT, value, labels));
        }
    }

    /** A configuration may name data that lie in the folders of data sets. */
    @Test
    void dataInTheFoldersOfDataSetsAreInputs() throws IOException {
        String home = System.getProperty("user.home");
        System.setProperty("user.home", folder.toString());
        try {
            Path labels = file(folder.resolve(".cache/winnow/data/guarded/labels.csv"), CONTENT);
            Path config = file(folder.resolve("config.yaml"), "recipe: {data: {labels: {file: guarded/labels.csv}}}\n");
            sheetRefused(labels, "named in " + config, config.toString());
            sheetRefused(
                    labels, "given as --set", "experiment.yaml", "--set", "recipe.data.labels.file=guarded/labels.csv");
            // An output is not looked for there.
            CommandRun run = CommandRun.of(
                    "data",
                    "inspect",
                    config.toString(),
                    "--contact-sheet",
                    Path.of("guarded/labels.csv").toString());
            assertThat(run.err()).contains("can only be used for images").doesNotContain("it would be lost");
        } finally {
            System.setProperty("user.home", home);
        }
    }
}
