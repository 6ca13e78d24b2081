package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.annotate.AnnotationTask;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.filter.FilterConfig;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Recipes;
import io.winnow.trainer.taxonomy.TaxonomyTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Compares the reference pages in {@code docs} with what the program generates. After a change of a command or a configuration key, write
 * the pages again with
 * {@code mvn -pl trainer -am test -Dtest=ReferencePagesTest -Dsurefire.failIfNoSpecifiedTests=false -Dwinnow.write-docs=true}.
 */
class ReferencePagesTest {
    private static final Path DOCS = Path.of("docs");
    private static final String COMPOSITION = """
            ## How a configuration is put together

            `extends: base.yaml` in a file takes all keys from another file, whose path starts at the folder of the first one. What the file says \
            itself takes precedence. Then each option `--set KEY=VALUE` changes a value: KEY has dots, as in `recipe.data.train`, and VALUE is YAML. \
            The rules are the same for both:

            - A mapping changes only the keys that it contains. After `loss: {kind: binary_cross_entropy, unknown: negative}`, the option \
            `--set "recipe.classify.loss={kind: binary_cross_entropy}"` changes nothing.
            - If a mapping names another `kind`, those keys stay that the new kind has as well.
            - `null` takes a key away, so that its default holds: `--set recipe.classify.loss=null`.
            - A length of time in another unit, such as `{steps: 500}` after `{epochs: 3}`, replaces the former one.
            - Single values and lists are replaced as a whole. A number in KEY changes one item of a list: `recipe.data.inputs.0` is its first item.

            `winnow config show FILE --set KEY=VALUE` prints the result.
            """;

    private static final String HOW =
            "<!-- Written by ReferencePagesTest from the program itself: change the program, then write this page anew. -->\n";
    private static final String BEGIN = "<!-- methods: written by ReferencePagesTest -->\n";
    private static final String END = "<!-- end of methods -->\n";

    private static void assertPage(String name, String text) throws IOException {
        Path page = DOCS.resolve(name);
        if (Boolean.getBoolean("winnow.write-docs")) {
            Files.createDirectories(DOCS);
            Files.writeString(page, text);
        }
        assertThat(page).exists();
        assertThat(Files.readString(page))
                .as("trainer/docs/" + name + " is out of date; ReferencePagesTest says how to write it again")
                .isEqualTo(text);
    }

    @Test
    void configurationIsDescribed() throws IOException {
        assertPage(
                "configuration.md",
                HOW
                        + "# Configuration\n\nEvery key of an experiment's YAML file. `winnow config check FILE` finds mistakes,"
                        + " `winnow config show FILE` prints a configuration with all defaults, and `winnow config schema` prints a"
                        + " JSON Schema for editors.\n\n"
                        + COMPOSITION
                        + Recipes.reader().reference(Experiment.class));
    }

    @Test
    void tasksOfAnnotatorsAreDescribed() throws IOException {
        ConfigReader reader = new ConfigReader();
        assertPage(
                "annotation-tasks.md",
                HOW
                        + "# Tasks of annotators\n\nEvery key of the files that `--task` names. How they are used is described in"
                        + " [Label with language models](language-models.md).\n\nThe task of `winnow annotate` and `winnow annotations"
                        + " compare` comes first, that of `winnow taxonomy` follows.\n"
                        + reader.reference(AnnotationTask.class)
                        + "\n# Tasks of taxonomies\n"
                        + reader.reference(TaxonomyTask.class));
    }

    @Test
    void filtersAreDescribed() throws IOException {
        assertPage(
                "filter-configuration.md",
                HOW
                        + "# Configuration of filters\n\nEvery key of the YAML file of `winnow data filter`. [Filter a pool of"
                        + " examples](data-filter.md) explains them.\n"
                        + new ConfigReader().reference(FilterConfig.class));
    }

    @Test
    void commandsAreDescribed() throws IOException {
        StringBuilder page = new StringBuilder(HOW).append("# Commands\n\nWhat `winnow COMMAND --help` prints.\n");
        describe(new CommandLine(new Winnow()).setUsageHelpWidth(110), "", page);
        assertPage("commands.md", page.toString());
    }

    @Test
    void methodsAreDescribed() throws IOException {
        StringBuilder page = new StringBuilder(HOW)
                .append(
                        "# Methods\n\nWhat each method declares. Configurations are checked against it, and `winnow train CONFIG --dry-run`"
                                + " prints the part that the configuration uses. Every run can be evaluated, and its model exported.\n");
        for (Method method : Recipes.all()) {
            page.append("\n## ")
                    .append(method.name())
                    .append("\n\n")
                    .append(method.description())
                    .append("\n\n");
            method.papers()
                    .forEach(paper -> page.append("Paper: [")
                            .append(paper.title())
                            .append("](")
                            .append(paper.url())
                            .append(").\n\n"));
            page.append("| | |\n|---|---|\n");
            method.facts().forEach((name, text) -> {
                if (!name.equals("paper")) {
                    page.append("| ").append(name).append(" | ").append(text).append(" |\n");
                }
            });
        }
        assertPage("methods.md", page.toString());
    }

    /** The table between two comments in the README. */
    @Test
    void theReadmeListsTheMethods() throws IOException {
        StringBuilder table = new StringBuilder(
                "\n| method | data | labels | besides evaluate and export, a run can |\n|---|---|---|---|\n");
        for (Method method : Recipes.all()) {
            table.append("| [")
                    .append(method.name())
                    .append("](trainer/docs/methods.md#")
                    .append(method.name())
                    .append(") | ")
                    .append(method.facts().get("data"))
                    .append(" | ")
                    .append(method.labels())
                    .append(" | ")
                    .append(method.facts().get("a run can"))
                    .append(" |\n");
        }
        Path readme = Path.of("..", "README.md");
        String text = Files.readString(readme);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf(END);
        assertThat(to).isGreaterThanOrEqualTo(from);
        if (Boolean.getBoolean("winnow.write-docs")) {
            Files.writeString(readme, text.substring(0, from) + table + text.substring(to));
        }
        assertThat(Files.readString(readme))
                .as("the table of methods in README.md is out of date; ReferencePagesTest says how to write it again")
                .contains(BEGIN + table + END);
    }

    private static void describe(CommandLine command, String above, StringBuilder page) {
        String name = (above + " " + command.getCommandName()).strip();
        if (command.getCommandName().equals("help")) {
            return;
        }
        page.append("\n## ")
                .append(name)
                .append("\n\n```text\n")
                .append(command.getUsageMessage(Ansi.OFF).strip())
                .append("\n```\n");
        for (Map.Entry<String, CommandLine> below : command.getSubcommands().entrySet()) {
            describe(below.getValue(), name, page);
        }
    }
}
