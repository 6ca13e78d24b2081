package io.winnow.trainer.labelling;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.Plural;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Boxes in files of Label Studio: left, top, width and height in percent of the image, turned clockwise about their left upper corner. */
final class LabelStudioBoxes {
    private static final String KIND = "rectanglelabels";

    private LabelStudioBoxes() {}

    /** Returns proposed boxes as a prediction. */
    static Map<String, Object> prediction(BoxTask task, String model) {
        List<Map<String, Object>> results = new ArrayList<>();
        for (LabelledBox each : task.proposals()) {
            Box box = each.box();
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("x", 100 * box.x() / task.width());
            value.put("y", 100 * box.y() / task.height());
            value.put("width", 100 * box.width() / task.width());
            value.put("height", 100 * box.height() / task.height());
            value.put("rotation", 0);
            value.put(KIND, List.of(each.label()));
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("id", "box" + (results.size() + 1));
            result.put("from_name", LabelStudio.LABEL);
            result.put("to_name", LabelStudio.ITEM);
            result.put("type", KIND);
            result.put("original_width", task.width());
            result.put("original_height", task.height());
            result.put("image_rotation", 0);
            result.put("value", value);
            results.add(result);
        }
        Map<String, Object> prediction = new LinkedHashMap<>();
        prediction.put("model_version", model);
        prediction.put("result", results);
        return prediction;
    }

    /**
     * Reads the boxes of an answer in pixels, if items may have several classes. Of a turned one, it is the upright box around.
     *
     * @param results the results of an annotation; or the cell of the control in the small export
     */
    static List<LabelledBox> read(JsonNode results, String place, ReadingChoices choices) {
        List<LabelledBox> boxes = new ArrayList<>();
        for (JsonNode result : choices.several() && results.isArray() ? results : List.<JsonNode>of()) {
            JsonNode value = value(result);
            for (JsonNode label : value.path(KIND)) {
                boxes.add(new LabelledBox(label.asText(), box(value, result, place)));
            }
        }
        return boxes;
    }

    /** The full export has the numbers in a value of their own, the small one beside the size of the image. */
    private static JsonNode value(JsonNode result) {
        return result.has("value") ? result.get("value") : result;
    }

    private static Box box(JsonNode value, JsonNode result, String place) {
        int page = result.path("item_index").asInt();
        if (page > 0) {
            throw new UserException(
                    place + ": a box is on image " + (page + 1)
                            + " of its task, but an item is one image. Import the tasks that Winnow wrote, which have one each.");
        }
        double turned = result.path("image_rotation").asDouble();
        if (turned != 0) {
            throw new UserException(place + ": the image was turned by " + Math.round(turned)
                    + " degrees in Label Studio, so its boxes do not have their places in the image file. Turn it back"
                    + " there, and export again.");
        }
        double imageWidth = number(result, "original_width", place);
        double imageHeight = number(result, "original_height", place);
        Box box = new Box(
                number(value, "x", place) / 100 * imageWidth,
                number(value, "y", place) / 100 * imageHeight,
                number(value, "width", place) / 100 * imageWidth,
                number(value, "height", place) / 100 * imageHeight);
        return box.turned(value.path("rotation").asDouble(), box.x(), box.y());
    }

    private static double number(JsonNode json, String name, String place) {
        if (!json.path(name).isNumber()) {
            throw new UserException(place + ": a box has no number " + name + ", so its place is unknown. Export the"
                    + " project from Label Studio as JSON again.");
        }
        return json.get(name).asDouble();
    }

    /**
     * Whether an answer without a class that was read has shapes of another kind, such as polygons. Then it does not say that an item has none of
     * the classes.
     */
    static boolean isUnread(JsonNode results, ReadingChoices choices) {
        boolean other = false;
        for (JsonNode result : results) {
            other |= otherKind(value(result)).isPresent();
        }
        return choices.several() && other;
    }

    private static Optional<String> otherKind(JsonNode value) {
        for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (name.endsWith("labels") && !name.equals(KIND)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** Returns what was changed or passed over, as sentences. */
    static List<String> notes(JsonNode tasks) {
        int turned = 0;
        int others = 0;
        Set<String> kinds = new TreeSet<>();
        for (JsonNode result : results(tasks)) {
            JsonNode value = value(result);
            turned += value.has(KIND) && value.path("rotation").asDouble() != 0 ? 1 : 0;
            others += otherKind(value).isPresent() ? 1 : 0;
            otherKind(value).ifPresent(kinds::add);
        }
        List<String> notes = new ArrayList<>();
        if (turned > 0) {
            notes.add("Took the upright box around " + Plural.of(turned, "turned box", "turned boxes") + ".");
        }
        if (others > 0) {
            notes.add("Passed over " + Plural.of(others, "shapes") + " (" + String.join(", ", kinds)
                    + "): only choices and rectangles say the classes of an item.");
        }
        return notes;
    }

    /** Returns the results of all answers. */
    private static List<JsonNode> results(JsonNode tasks) {
        List<JsonNode> results = new ArrayList<>();
        for (JsonNode task : tasks) {
            task.path("annotations")
                    .forEach(annotation -> annotation.path("result").forEach(results::add));
            if (!task.has("data")) {
                task.path(LabelStudio.LABEL).forEach(results::add);
            }
        }
        return results;
    }
}
