package io.winnow.trainer.runpage;

import io.winnow.trainer.page.Block;
import io.winnow.trainer.page.Page;
import io.winnow.trainer.recipe.SeedGroups;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The page on a run or on a comparison of runs.
 *
 * @param html the page
 * @param sections titles of its sections by their names
 * @param missing why sections that need data were left out; empty if none were
 */
public record RunPage(String html, Map<String, String> sections, Optional<String> missing) {
    /** What a page of this kind has near its beginning, so that a later one may replace it. */
    private static final String MARK = "<meta name=\"generator\" content=\"winnow report\">";

    /** Number of groups of runs up to which all paragraphs on them are open. */
    private static final int FEW_GROUPS = 3;

    private static final int MARK_WITHIN = 400;

    /**
     * Makes a page.
     *
     * @param folders directories of the runs, which need not be complete
     * @param source model and data of a single run; empty if they are not to be read
     * @throws io.winnow.trainer.run.UserException if a folder is not that of a run
     */
    public static RunPage of(List<Path> folders, Optional<TestSource> source) throws IOException {
        List<RunFiles> runs = named(folders);
        List<RunGroup> groups = RunGroup.of(runs);
        List<Part> parts = new ArrayList<>();
        parts.add(story(runs, groups));
        parts.add(new ResultPart(groups).part());
        parts.add(new CurvesPart(groups).part());
        Optional<String> missing = Optional.empty();
        if (runs.size() == 1) {
            TestParts.Made made = new TestParts(runs.get(0), source).make();
            parts.addAll(made.parts());
            missing = made.missing();
        } else {
            ClassComparison.of(groups).ifPresent(parts::add);
        }
        parts.add(new ProvenancePart(runs).part());
        Map<String, String> sections = new LinkedHashMap<>();
        parts.forEach(part -> sections.put(part.id(), part.title()));
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("title", title(runs, groups));
        content.put("parts", parts);
        return new RunPage(Page.fill(RunPage.class, "page.html", content), sections, missing);
    }

    /** Reads the files of the runs. Runs of the same name in several folders are called by the last parts of their paths. */
    private static List<RunFiles> named(List<Path> folders) throws IOException {
        List<RunFiles> runs = new ArrayList<>();
        for (Path folder : folders) {
            runs.add(RunFiles.open(folder));
        }
        Map<String, List<RunFiles>> byName = runs.stream().collect(Collectors.groupingBy(RunFiles::name));
        if (byName.values().stream().map(Collection::size).allMatch(size -> size == 1)) {
            return runs;
        }
        return runs.stream()
                .map(run -> {
                    Path path = run.run().folder().toAbsolutePath().normalize();
                    int names = path.getNameCount();
                    return byName.get(run.name()).size() == 1
                            ? run
                            : run.named(
                                    path.subpath(Math.max(0, names - 3), names).toString());
                })
                .toList();
    }

    private static Part story(List<RunFiles> runs, List<RunGroup> groups) {
        List<Block> blocks = new ArrayList<>();
        runs.forEach(run -> new Story(run).warning().ifPresent(blocks::add));
        new Comparability(runs, groups).warnings().forEach(blocks::add);
        Differences.of(groups).ifPresent(blocks::add);
        for (RunGroup group : groups) {
            List<Block> told = new ArrayList<>(
                    List.of(new Block.Text(new Story(group.runs().get(0)).text())));
            if (group.runs().size() > 1) {
                told.add(new Block.Text("These runs differ only in their seeds: "
                        + group.runs().stream()
                                .map(run -> run.name() + " (" + seeds(run) + ")")
                                .collect(Collectors.joining(", "))
                        + "."));
            }
            if (groups.size() > FEW_GROUPS) {
                blocks.add(new Block.Folded(group.name(), told));
            } else {
                blocks.addAll(told);
            }
        }
        return new Part("summary", "What was done", blocks);
    }

    /** The seed of a run, and those of its simulations and of earlier runs if there are any. */
    private static String seeds(RunFiles run) {
        List<Long> seeds = SeedGroups.seeds(run.run());
        return (seeds.size() == 1 ? "seed " : "seeds ")
                + seeds.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String title(List<RunFiles> runs, List<RunGroup> groups) {
        if (runs.size() == 1) {
            return "Run " + runs.get(0).name();
        }
        return groups.size() == 1 ? "Runs " + groups.get(0).name() : "Comparison of " + runs.size() + " runs";
    }

    /** Returns whether a file is a page of this kind, which may be replaced by a newer one. */
    public static boolean isOurs(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return new String(stream.readNBytes(MARK_WITHIN), StandardCharsets.UTF_8).contains(MARK);
        }
    }
}
