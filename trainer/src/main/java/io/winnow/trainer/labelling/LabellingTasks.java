package io.winnow.trainer.labelling;

import io.winnow.trainer.run.UserException;
import java.util.List;

/**
 * Items that people are to label.
 *
 * @param name what the tool calls the set, such as the name of a project
 * @param model what the guesses come from, such as {@code round 3}
 * @param classes names of the classes, in the order in which the tool offers them
 * @param several whether an item may have several classes
 * @param items the items
 */
public record LabellingTasks(
        String name, String model, List<String> classes, boolean several, List<LabellingItem> items) {
    public LabellingTasks {
        classes = List.copyOf(classes);
        items = List.copyOf(items);
        if (items.stream().map(LabellingItem::id).distinct().count() != items.size()) {
            throw new UserException(
                    "Two of the items to be labelled have the same key, so answers could not be told apart."
                            + " Give each item its own key.");
        }
    }

    /** Whether people draw boxes in the items; otherwise they label each as a whole. */
    boolean isBoxes() {
        return !items.isEmpty() && items.stream().allMatch(item -> item.boxes().isPresent());
    }

    /** Whether the items are texts; otherwise they are images. */
    boolean isText() {
        return items.stream().allMatch(item -> item.text().isPresent());
    }
}
