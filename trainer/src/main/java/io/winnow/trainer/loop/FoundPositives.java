package io.winnow.trainer.loop;

import io.winnow.trainer.page.Page;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.select.Vectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What was found of a rare class: {@code positives.csv} with the items that were labelled so, {@code ranking.csv} with all items that nobody was
 * asked about, the most probable first, and {@code positives.html}, which shows both.
 *
 * @param places the last round that chose each item, by its id, with what it says of it
 * @param probabilities probabilities of all items (N, K)
 * @param positive the rare class
 */
record FoundPositives(
        Project project,
        ItemTable items,
        LabelState state,
        AnswerLog answers,
        Map<String, Place> places,
        Vectors probabilities,
        int positive) {
    static final String FOUND = "positives.csv";
    static final String RANKING = "ranking.csv";
    static final String PAGE = "positives.html";
    /** Number of items that nobody was asked about on the page. */
    private static final int SHOWN = 100;

    /** Where an item was chosen. */
    record Place(LoopRound round, LoopRound.Selected selected) {}

    /** Returns the places of the items of rounds, oldest first. */
    static Map<String, Place> places(List<LoopRound> rounds) {
        Map<String, Place> places = new HashMap<>();
        rounds.forEach(round -> round.items().forEach(each -> places.put(each.id(), new Place(round, each))));
        return places;
    }

    /** Writes the files into the folder of a round. */
    void write(Path folder, RoundReport report) throws IOException {
        int[] found = sorted(state.labels().entrySet().stream()
                .filter(each -> LoopTask.has(each.getValue(), positive))
                .mapToInt(Map.Entry::getKey));
        int[] rest = sorted(IntStream.of(items.originals())
                .filter(row -> !places.containsKey(items.get(row).id())
                        && !answers.current().containsKey(items.get(row).id())));
        TableFile.write(
                folder.resolve(FOUND),
                List.of("id", "probability", "round", "strategy", "answers", "text"),
                IntStream.of(found).mapToObj(this::record).toList());
        TableFile.write(
                folder.resolve(RANKING),
                List.of("id", "probability", "text"),
                IntStream.of(rest)
                        .mapToObj(row -> Arrays.<Object>asList(
                                items.get(row).id(),
                                probability(row),
                                items.get(row).text().orElse(null)))
                        .toList());
        List<String> facts = new ArrayList<>();
        facts.add(LoopStatus.line(report));
        report.rareShare()
                .ifPresent(share -> facts.add(share.said(project.config().labeller())));
        AtomicFiles.write(
                folder.resolve(PAGE),
                Page.fill(
                        FoundPositives.class,
                        PAGE,
                        Map.of(
                                "name",
                                project.config().positive().orElseThrow(),
                                "facts",
                                facts,
                                "found",
                                IntStream.of(found)
                                        .mapToObj(row -> card(row, folder))
                                        .toList(),
                                "rest",
                                IntStream.of(rest)
                                        .limit(SHOWN)
                                        .mapToObj(row -> card(row, folder))
                                        .toList(),
                                "left",
                                rest.length)));
    }

    private int[] sorted(IntStream rows) {
        return rows.boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> -probabilities.get(row, positive))
                        .thenComparing(row -> row))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private String probability(int row) {
        return LoopRound.number(probabilities.get(row, positive));
    }

    /** Returns what the annotators said, such as {@code labeller: spam; second: ham}. */
    private String said(int row) {
        return answers.of(items.get(row).id()).stream()
                .map(answer -> answer.annotator() + ": " + answer.said())
                .collect(Collectors.joining("; "));
    }

    private List<Object> record(int row) {
        Optional<Place> place = Optional.ofNullable(places.get(items.get(row).id()));
        return Arrays.asList(
                items.get(row).id(),
                probability(row),
                place.map(each -> each.round.number()).orElse(null),
                place.map(each -> each.selected.strategy()).orElse(null),
                said(row),
                items.get(row).text().orElse(null));
    }

    private Map<String, Object> card(int row, Path folder) {
        LoopItem item = items.get(row);
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("id", item.id());
        card.put("p", probability(row));
        card.put("said", said(row));
        Optional<Place> place = Optional.ofNullable(places.get(item.id()));
        place.ifPresent(each -> card.put("from", "round " + each.round.number() + ", " + each.selected.strategy()));
        if (item.text().isPresent()) {
            card.put("text", item.text().get());
        } else {
            item.file()
                    .map(Path::of)
                    .or(() -> place.map(each ->
                            each.round.folder().resolve(RoundFiles.IMAGES).resolve(items.pictureName(row))))
                    .ifPresent(file -> card.put("image", link(file, folder)));
        }
        return card;
    }

    /** Returns the address of a file from a page in a folder, so that both may be moved together. */
    private static String link(Path file, Path folder) {
        Path absolute = file.toAbsolutePath().normalize();
        try {
            return folder.toAbsolutePath()
                    .normalize()
                    .relativize(absolute)
                    .toString()
                    .replace('\\', '/');
        } catch (IllegalArgumentException e) {
            // On another drive.
            return absolute.toUri().toString();
        }
    }
}
