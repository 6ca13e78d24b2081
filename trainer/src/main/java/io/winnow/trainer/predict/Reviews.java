package io.winnow.trainer.predict;

import io.winnow.datasets.DataException;
import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.trainer.evaluate.ReviewVotes;
import io.winnow.trainer.evaluate.ReviewVotes.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What reviewers say of test examples whose label may be wrong, from a file with the columns {@code key}, {@code given}, {@code suggested},
 * {@code reviewer} and {@code verdict}, of which the last is one of given, suggested, both and neither.
 *
 * @param items reviewed examples by key, in the order of the file
 */
public record Reviews(Map<String, Item> items) {
    private static final List<String> COLUMNS = List.of("key", "given", "suggested", "reviewer", "verdict");

    /** Labels of an example, and the votes on them. */
    public record Item(String given, String suggested, ReviewVotes votes) {
        /**
         * Returns the number of reviewers who must say the same.
         *
         * @param quorum number that is required; by default more than half of the reviewers of the example
         */
        private int quorum(Optional<Integer> quorum) {
            return quorum.orElse(votes.count() / 2 + 1);
        }

        public Verdict verdict(Optional<Integer> quorum) {
            return votes.verdict(quorum(quorum));
        }

        /**
         * Returns the right label; empty if there is no single one.
         *
         * @param keepDisputed whether an example on which reviewers disagree keeps its given label
         */
        public String corrected(Optional<Integer> quorum, boolean keepDisputed) {
            return switch (verdict(quorum)) {
                case GIVEN -> given;
                case SUGGESTED -> suggested;
                case DISAGREE -> keepDisputed ? given : "";
                default -> "";
            };
        }
    }

    public Reviews {
        items = new LinkedHashMap<>(items);
    }

    /**
     * Reads a file.
     *
     * @throws DataException if a column is missing, a verdict is none, a reviewer judges an example twice, or records of an example have
     *     different labels; the message names the line
     */
    public static Reviews read(Path file) throws IOException {
        RecordFile records = RecordFile.read(file, RecordOptions.ofLabels(TextCharset.UTF_8));
        for (String column : COLUMNS) {
            if (!records.columns().contains(column)) {
                throw new DataException(file + " needs the columns " + String.join(", ", COLUMNS) + "; it has "
                        + Shown.of(records.columns()) + ". Add or rename the column " + column + ".");
            }
        }
        Map<String, Item> items = new LinkedHashMap<>();
        Map<List<String>, Long> lines = new HashMap<>();
        for (FileRecord row : records.rows()) {
            String key = row.get("key");
            String given = row.get("given");
            String suggested = row.get("suggested");
            Verdict said = verdict(row);
            Long before = lines.putIfAbsent(List.of(key, row.get("reviewer")), row.line());
            if (before != null) {
                throw row.error(row.get("reviewer") + " judges " + key + " twice; " + row.place(before)
                        + " has the first verdict. Remove one of the two lines");
            }
            Item item = items.getOrDefault(key, new Item(given, suggested, new ReviewVotes(0, 0, 0, 0)));
            if (!item.given.equals(given) || !item.suggested.equals(suggested)) {
                throw row.error(key + " has the given label " + given + " and the suggested label " + suggested
                        + ", but an earlier line has " + item.given + " and " + item.suggested
                        + ". All reviewers must judge the same two labels");
            }
            items.put(key, new Item(given, suggested, item.votes.and(said)));
        }
        return new Reviews(items);
    }

    private static Verdict verdict(FileRecord row) throws DataException {
        String text = row.get("verdict");
        List<String> known = Stream.of(Verdict.values())
                .filter(each -> each != Verdict.DISAGREE)
                .map(Verdict::toString)
                .toList();
        if (!known.contains(text)) {
            throw row.error("the verdict '" + text + "' is not one of " + String.join(", ", known)
                    + EditDistance.nearest(text, known)
                            .map(near -> ". Did you mean '" + near + "'?")
                            .orElse(". Correct it"));
        }
        return Stream.of(Verdict.values())
                .filter(each -> each.toString().equals(text))
                .findFirst()
                .orElseThrow();
    }
}
