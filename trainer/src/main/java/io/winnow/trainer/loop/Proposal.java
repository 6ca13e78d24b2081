package io.winnow.trainer.loop;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.file.TextFile;
import io.winnow.trainer.labelling.Box;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A box in an image that may hold an object, as a detector proposes it.
 *
 * @param item row of the image
 * @param box left, top, width and height in pixels
 * @param label class of the object; empty if the detector does not say
 * @param score confidence, in [0, 1]
 */
record Proposal(int item, Box box, Optional<String> label, double score) {
    /** The confidence below which a proposal is left out, unless its class would have too few. */
    private static final double LEAST_SCORE = 0.2;
    /** Number of proposals that a class keeps in any case. */
    private static final int LEAST_COUNT = 10;

    /**
     * Reads proposals: a JSON object in each line, with {@code image}, {@code box} (left, top, width, height) and, if they are known, {@code
     * label} and {@code score}. Those with little confidence are left out.
     *
     * @throws UserException if a line is not a proposal, or names an image that the project does not have
     */
    static List<Proposal> read(Path file, ItemTable items) throws IOException {
        List<Proposal> all = new ArrayList<>();
        int number = 0;
        for (String line : TextFile.lines(file.toString(), Files.newInputStream(file), TextCharset.UTF_8)) {
            number++;
            if (!line.isBlank()) {
                all.add(of(line, file + ", line " + number, items));
            }
        }
        if (all.isEmpty()) {
            throw new UserException(file + " has no proposals. It needs a line for each box, such as"
                    + " {\"image\": \"a.png\", \"box\": [10, 20, 64, 48], \"label\": \"cat\", \"score\": 0.8}.");
        }
        return confident(all);
    }

    private static Proposal of(String line, String place, ItemTable items) {
        JsonNode json;
        try {
            json = Json.parse(line, JsonNode.class);
        } catch (IOException e) {
            throw new UserException(place + " is not JSON: " + e.getMessage() + ".", e);
        }
        Optional<Box> box = Box.find(json.path("box"));
        if (!json.hasNonNull("image") || box.isEmpty()) {
            throw new UserException(
                    place + " is not a proposal. It needs `image`, the key of an item, and `box`, a list of"
                            + " left, top, width and height in pixels; found '" + line + "'.");
        }
        String key = json.get("image").asText();
        OptionalInt item = items.find(key);
        if (item.isEmpty()) {
            throw new UserException(place + ": there is no item '" + key + "' in this project"
                    + items.nearest(key)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("."));
        }
        if (json.hasNonNull("score") && !json.get("score").isNumber()) {
            throw new UserException(
                    place + ": the score " + json.get("score") + " is not a number. Correct it, or leave it out.");
        }
        return new Proposal(
                item.getAsInt(),
                box.get(),
                json.hasNonNull("label") ? Optional.of(json.get("label").asText()) : Optional.empty(),
                json.path("score").asDouble(1));
    }

    /** Leaves out proposals with little confidence, but keeps the best of each class. */
    private static List<Proposal> confident(List<Proposal> all) {
        Map<Optional<String>, List<Proposal>> byClass = new LinkedHashMap<>();
        all.forEach(each ->
                byClass.computeIfAbsent(each.label, label -> new ArrayList<>()).add(each));
        return byClass.values().stream()
                .flatMap(own -> {
                    long sure = own.stream()
                            .filter(each -> each.score >= LEAST_SCORE)
                            .count();
                    return own.stream()
                            .sorted(Comparator.comparingDouble((Proposal each) -> -each.score))
                            .limit(Math.max(sure, LEAST_COUNT));
                })
                .toList();
    }
}
