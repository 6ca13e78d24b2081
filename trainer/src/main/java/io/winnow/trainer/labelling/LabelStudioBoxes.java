package io.winnow.trainer.labelling;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
            // The full export has the numbers in a value of their own, the small one beside the size of the image.
            JsonNode value = result.has("value") ? result.get("value") : result;
            for (JsonNode label : value.path(KIND)) {
                boxes.add(new LabelledBox(label.asText(), box(value, result, place)));
            }
        }
        return boxes;
    }

    private static Box box(JsonNode value, JsonNode result, String place) {
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

    /** Returns how many boxes were turned, of which the upright ones around are read. */
    static int turned(JsonNode tasks) {
        int turned = 0;
        for (JsonNode task : tasks) {
            JsonNode answers = task.has("data") ? task.path("annotations") : task.path(LabelStudio.LABEL);
            for (JsonNode rotation : answers.findValues("rotation")) {
                turned += rotation.asDouble() == 0 ? 0 : 1;
            }
        }
        return turned;
    }
}
