package io.winnow.trainer.report;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.trainer.page.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Counts, files, licence, fingerprint, and what could not be read. */
final class OverviewModule implements ReportModule {
    private static final String SEPARATOR = "\0";

    @Override
    public String id() {
        return "overview";
    }

    @Override
    public String title() {
        return "Overview";
    }

    @Override
    public Optional<String> lacks(ReportInput input) {
        return Optional.empty();
    }

    @Override
    public Section run(ReportInput input) throws IOException {
        ReportData data = input.data();
        Section section = new Section();
        Map<String, Integer> parts = new LinkedHashMap<>();
        for (int p = 0; p < data.split().parts().size(); p++) {
            parts.put(data.split().parts().get(p), data.split().sizes()[p]);
        }
        section.figure("items", data.size()).figure("unit", data.items().unit()).figure("parts", parts);
        String fingerprint = fingerprint(data, input.facts());
        section.figure("fingerprint", fingerprint);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(data.items().unit(), Integer.toString(data.size())));
        if (parts.size() > 1) {
            parts.forEach((part, count) -> rows.add(List.of("of these in " + part, Integer.toString(count))));
        }
        int outside =
                data.size() - parts.values().stream().mapToInt(each -> each).sum();
        if (outside > 0) {
            rows.add(List.of("of these in no part", Integer.toString(outside)));
        }
        String licence = input.answers()
                .licence()
                .or(() -> input.metadata().map(Metadata::license))
                .or(data::licence)
                .orElse("not stated");
        rows.add(List.of("licence", licence));
        rows.add(List.of("fingerprint (SHA-256 of keys, contents and labels)", fingerprint));
        section.figure("licence", licence);
        input.metadata().ifPresent(metadata -> {
            section.figure("croissant", metadata);
            if (metadata.description() != null) {
                section.say("%s", metadata.description());
            }
        });
        section.add(new Block.Table("", List.of("", ""), rows));
        files(data, section);
        data.notes().forEach(note -> section.say("%s", note));
        altered(input, section);
        unreadable(input, section);
        return section;
    }

    /** Returns the SHA-256 of the sorted list of keys, contents and labels, which does not depend on the order of files. */
    static String fingerprint(ReportData data, ItemFacts facts) {
        Fingerprint digest = new Fingerprint();
        IntStream.range(0, data.size())
                .mapToObj(i -> String.join(
                        SEPARATOR,
                        data.keys().get(i),
                        data.part(i),
                        String.valueOf(facts.contents().get(i)),
                        GivenLabel.whole(data.labels(), i)))
                .sorted()
                .forEach(line -> digest.add(line).add("\n"));
        return digest.hex();
    }

    private static void files(ReportData data, Section section) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        Map<String, DataFiles> files = new LinkedHashMap<>();
        for (Map.Entry<String, List<Path>> part : data.files().entrySet()) {
            DataFiles found = DataFiles.of(part.getValue());
            files.put(part.getKey(), found);
            rows.add(List.of(part.getKey(), Integer.toString(found.count()), found.size(), found.formats()));
        }
        section.figure("files", files);
        if (!rows.isEmpty()) {
            section.add(new Block.Table("Files", List.of("part", "files", "size", "formats"), rows));
        }
    }

    private static void altered(ReportInput input, Section section) {
        if (input.data().items() instanceof ItemKind.Images images
                && images.decoding().isPresent()) {
            section.figure("altered", input.facts().altered());
            input.facts()
                    .altered()
                    .forEach((kind, count) -> section.say(
                            "%d images are %s.",
                            count,
                            AlterationCounts.describe(kind, images.decoding().get())));
        }
    }

    private static void unreadable(ReportInput input, Section section) {
        Map<Integer, String> unreadable = input.facts().unreadable();
        ReportData data = input.data();
        section.add(Badge.of("corrupt", unreadable.size(), data.size(), "cannot be read"));
        section.figure("corrupt", unreadable.size());
        if (unreadable.isEmpty()) {
            return;
        }
        List<String> names = data.names();
        List<List<String>> rows = unreadable.entrySet().stream()
                .limit(Cards.MOST)
                .map(each -> List.of(names.get(each.getKey()), each.getValue()))
                .toList();
        section.add(new Block.Table("Images that cannot be read", List.of("key", "reason"), rows));
        section.add(new Finding(
                "corrupt",
                Severity.ERROR,
                unreadable.size() + " of " + data.size() + " images cannot be read.",
                unreadable.keySet().stream().map(names::get).toList(),
                Map.of("images", unreadable.size()),
                "Restore them from their source, or remove them."));
    }
}
