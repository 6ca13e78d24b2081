package io.winnow.trainer.report;

import io.winnow.trainer.page.Block;
import io.winnow.trainer.run.StopSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A report on a data set.
 *
 * @param name name of the data
 * @param parts the parts in the order of the page
 * @param badges numbers that sum up the data
 * @param findings problems, most severe first
 */
public record Report(String name, List<Part> parts, List<Badge> badges, List<Finding> findings) {
    private static final List<ReportModule> MODULES = List.of(
            new OverviewModule(),
            new AnswersModule(),
            new ClassesModule(),
            new ImagesModule(),
            new TextsModule(),
            new RowsModule(),
            new ShortcutsModule(),
            new DuplicatesModule(),
            new NoiseModule(),
            new AgreementModule(),
            new CorrectionsModule(),
            new GroupsModule(),
            new ExamplesModule(),
            new CoverageModule());

    public Report {
        parts = List.copyOf(parts);
        badges = List.copyOf(badges);
        findings = List.copyOf(findings);
    }

    /**
     * What a module says.
     *
     * @param id key in {@code report.json}
     * @param title title on the page
     * @param lacks what the module would need; null if it had all
     * @param figures its numbers
     * @param blocks what the page shows
     */
    public record Part(String id, String title, String lacks, Map<String, Object> figures, List<Block> blocks) {}

    /**
     * Runs modules.
     *
     * @param only keys of the modules to run; empty for all of them
     * @param say receives the titles of the modules as they begin
     */
    public static Report of(ReportInput input, List<String> only, Consumer<String> say) throws IOException {
        List<Part> parts = new ArrayList<>();
        List<Badge> badges = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (ReportModule module : MODULES) {
            StopSignal.poll();
            Optional<String> lacks = only.isEmpty() || only.contains(module.id())
                    ? module.lacks(input)
                    : Optional.of("This part was left out with --only.");
            if (lacks.isPresent()) {
                parts.add(new Part(module.id(), module.title(), lacks.get(), Map.of("needs", lacks.get()), List.of()));
                continue;
            }
            say.accept(module.title());
            Section section = module.run(input);
            parts.add(new Part(
                    module.id(),
                    module.title(),
                    null,
                    new LinkedHashMap<>(section.figures()),
                    List.copyOf(section.blocks())));
            badges.addAll(section.badges());
            findings.addAll(section.findings());
        }
        findings.sort(Comparator.comparing(Finding::severity));
        return new Report(input.data().name(), parts, badges, findings);
    }

    /** Returns the keys of all modules. */
    public static List<String> ids() {
        return MODULES.stream().map(ReportModule::id).toList();
    }

    /** Returns the part of a module. */
    Part part(String id) {
        return parts.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    }
}
