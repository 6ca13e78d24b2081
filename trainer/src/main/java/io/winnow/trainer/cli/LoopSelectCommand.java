package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Plural;
import io.winnow.trainer.loop.FoundClasses;
import io.winnow.trainer.loop.ItemTable;
import io.winnow.trainer.loop.LoopRound;
import io.winnow.trainer.loop.LoopStatus;
import io.winnow.trainer.loop.NextRound;
import io.winnow.trainer.loop.NovelRound;
import io.winnow.trainer.loop.ObjectCoverage;
import io.winnow.trainer.loop.Project;
import io.winnow.trainer.loop.ProjectObjects;
import io.winnow.trainer.loop.RoundFiles;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.NovelRule;
import io.winnow.trainer.select.NovelScope;
import io.winnow.trainer.select.Strategies;
import io.winnow.trainer.select.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow loop select}. */
@Command(
        name = "select",
        description =
                "Chooses the items of the next round, and writes the files for the tools in which people label them.",
        mixinStandardHelpOptions = true)
final class LoopSelectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PROJECT", description = LoopCommand.PROJECT)
    private Path folder;

    @Option(
            names = "--by",
            paramLabel = "STRATEGY",
            description = "Strategy that chooses the items: random, entropy, least-confidence, margin, k-center, badge,"
                    + " typiclust, probcover, k-means, diverse-margin, mix, cluster-share, ofds, threshold, highest or lts. Default: that of"
                    + " loop.yaml. With --run: novel-adaptive, novel-certain, novel-margin, novel-random, margin or random;"
                    + " default: novel-adaptive")
    private Optional<String> by = Optional.empty();

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "A run of discover on the same items. Items are chosen from the new classes that it found, "
                    + "equally many of each. By novel-adaptive, they are the most typical ones in "
                    + "the first round, as by novel-certain, and later those at the border of the class, as by "
                    + "novel-margin. margin and random choose from the items of all classes.")
    private Optional<Path> run = Optional.empty();

    @Option(
            names = "--among",
            paramLabel = "CLASSES",
            description =
                    "Which classes of --run are new: new, all that had no label in the first run, also those that answers "
                            + "have named since; or unnamed, only those without a name. Default: new")
    private Optional<NovelScope> among = Optional.empty();

    @Option(names = "--count", paramLabel = "N", description = "Number of items to choose. Default: batch of loop.yaml")
    private Optional<Integer> count = Optional.empty();

    @Option(names = "--force", description = "Opens another round even if items of earlier rounds have no answer yet.")
    private boolean force;

    @Mixin
    private RunSetOption set;

    @Mixin
    private AcceptOption accept;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        new OptionRules(spec)
                .needs("--among", "--run")
                .needs(RunSetOption.NAME, "--run")
                .needs(RunData.ACCEPT, "--run");
        Project project = Project.open(folder);
        Optional<NovelRule> rule = run.map(unused -> rule());
        Optional<Strategy> strategy = run.isPresent()
                ? Optional.empty()
                : Optional.of(strategy(by.orElse(project.config().strategy()), project));
        int wanted = count.orElse(project.config().batch());
        if (wanted < 1) {
            throw new UserException("--count must be at least 1, found " + wanted + ".");
        }
        requireAnswered(project);
        ItemTable items = project.items();
        try (NDManager manager = LoopData.manager(project, device)) {
            LoopData data = new LoopData(project, manager, spec.commandLine().getErr());
            int number = project.nextRound();
            NextRound.Chosen chosen = rule.isPresent()
                    ? found(rule.get(), project, items, wanted, number, manager)
                    : new NextRound(project)
                            .choose(
                                    data.vectors(project, items),
                                    data.objects(project, items, strategy.get()),
                                    strategy.get(),
                                    wanted,
                                    number,
                                    manager);
            chosen.notes().forEach(spec.commandLine().getErr()::println);
            ProjectObjects.notes(project, items).forEach(spec.commandLine().getErr()::println);
            LoopRound round = new RoundFiles(project, items, data.pictures()).write(number, chosen.items());
            spec.commandLine()
                    .getOut()
                    .println(round.folder() + ": "
                            + Plural.of(round.items().size(), "item was chosen.", "items were chosen."));
            if (strategy.isPresent()) {
                ObjectCoverage.write(project, items, strategy.get(), round)
                        .ifPresent(spec.commandLine().getErr()::println);
            }
            spec.commandLine()
                    .getErr()
                    .println((project.config().boxes()
                                    ? "Import labelstudio.json or cvat.xml there into your tool, and draw the boxes."
                                    : "Fill in answers.csv there, or import labelstudio.json or cvat.xml into your tool.")
                            + " Then"
                            + " read the answers with `winnow loop import " + folder + " FILE`.");
        }
        return 0;
    }

    private NovelRule rule() {
        String name = by.orElse(NovelRule.NOVEL_ADAPTIVE.key());
        NovelRule rule = NovelRule.find(name)
                .orElseThrow(
                        () -> new UserException("With --run, items cannot be chosen by '" + name + "'; the rules are "
                                + String.join(", ", NovelRule.keys()) + "."
                                + EditDistance.nearest(name, NovelRule.keys())
                                        .map(near -> " Did you mean '" + near + "'?")
                                        .orElse("")));
        if (!rule.isNovel() && among.isPresent()) {
            throw new UserException("--among can only be used with rules that ask about new classes, but --by " + name
                    + " chooses from all. Leave it out.");
        }
        return rule;
    }

    private NextRound.Chosen found(
            NovelRule rule, Project project, ItemTable items, int wanted, int number, NDManager manager)
            throws IOException {
        FinishedRun finished = FinishedRun.open(run.orElseThrow(), set.assignments());
        Path file = finished.experiment()
                .recipe()
                .foundClasses(finished)
                .orElseThrow(() -> new UserException("--run needs a run that has found new classes, but "
                        + finished.folder() + " is a run of "
                        + finished.experiment().recipe().kind()
                        + ". Name a run of discover that has finished."));
        FoundClasses classes = FoundClasses.read(file, spec.commandLine().getErr()::println);
        int[] exampleOf = new int[items.size()];
        Arrays.fill(exampleOf, -1);
        StageContext context = EvaluateCommand.context(
                finished, accept.reading(finished.folder(), spec.commandLine().getErr()::println), manager);
        int known = 0;
        try (TaskData data =
                context.open(finished.experiment().recipe().examples().orElseThrow())) {
            // The data may have more examples than the run, which holds some out for testing, or fewer in use, since
            // some have no label.
            Map<String, Integer> places = classes.places();
            for (int i = 0; i < data.train().size(); i++) {
                int example = i;
                Integer place = places.get(data.train().key(example));
                if (place == null) {
                    continue;
                }
                OptionalInt row = items.match(data.train().key(example), () -> data.preview(example));
                if (row.isPresent()) {
                    known++;
                    exampleOf[row.getAsInt()] = classes.examples().get(place).labelled() ? -1 : place;
                }
            }
            if (known == 0) {
                throw new UserException(
                        "None of the " + items.size() + " items of " + folder + " is a training example of "
                                + finished.folder() + ", which has " + places.size() + " " + data.unit()
                                + ". Create the project from the same data as the run.");
            }
        }
        return new NovelRound(project).choose(rule, among.orElse(NovelScope.NEW), classes, exampleOf, wanted, number);
    }

    /** Returns a strategy that works for a project. */
    static Strategy strategy(String name, Project project) {
        Strategy found = Strategies.find(name)
                .orElseThrow(() -> new UserException("There is no strategy '" + name + "'; the strategies are "
                        + String.join(", ", Strategies.keys()) + "."
                        + EditDistance.nearest(name, Strategies.keys())
                                .map(near -> " Did you mean '" + near + "'?")
                                .orElse("")));
        if (found.needsObjects() && project.config().proposals().isEmpty()) {
            throw new UserException(
                    "The strategy " + name + " chooses by the objects in images, but the project names no"
                            + " boxes. Set `proposals` in " + project.folder().resolve("loop.yaml") + ".");
        }
        if (found.needsPositive() && project.config().positive().isEmpty()) {
            throw new UserException(
                    "The strategy " + name + " looks for a rare class, but the project names none. Set `positive` in "
                            + project.folder().resolve("loop.yaml") + ".");
        }
        return found;
    }

    /** A round is open while some of its items have no answer; the test items may be labelled at any time. */
    private void requireAnswered(Project project) throws IOException {
        for (Map.Entry<Integer, Long> open : LoopStatus.of(project).open().entrySet()) {
            if (open.getKey() > 0 && !force) {
                throw new UserException("Round " + open.getKey() + " is still open: "
                        + Plural.of(open.getValue(), "item has", "items have")
                        + " no answer. Read its answers with `winnow loop import`, or open another round with"
                        + " --force.");
            }
        }
    }
}
