package io.winnow.trainer.labelling;

import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamReader;

/** The tags and boxes of an image in a file of CVAT: those of people, and guesses that nobody has confirmed. */
final class CvatImage {
    /** Values of the attribute {@code source} of what no person set. */
    private static final Set<String> GUESSES = Set.of("auto", "file");

    private final String name;
    private final String place;
    private final List<String> manual = new ArrayList<>();
    private final List<String> automatic = new ArrayList<>();
    private final List<LabelledBox> manualBoxes = new ArrayList<>();
    private final List<LabelledBox> automaticBoxes = new ArrayList<>();
    /** Whether it has a shape that is not read. Then it does not count as one without a class. */
    private boolean unread;

    CvatImage(String name, String place) {
        this.name = name;
        this.place = place;
    }

    /** Adds the tag of an element. */
    void tag(XMLStreamReader xml) {
        (isGuess(xml) ? automatic : manual).add(CvatImages.attribute(xml, "label", place));
    }

    /** Adds the box of an element, or the one around a polygon. */
    void box(XMLStreamReader xml) {
        LabelledBox box = CvatBoxes.read(xml, place);
        (isGuess(xml) ? automatic : manual).add(box.label());
        (isGuess(xml) ? automaticBoxes : manualBoxes).add(box);
    }

    private static boolean isGuess(XMLStreamReader xml) {
        return GUESSES.contains(String.valueOf(xml.getAttributeValue(null, "source")));
    }

    /** Notes that there is a shape that is not read. */
    void otherShape() {
        unread = true;
    }

    /** Whether a person may be halfway through: the classes and boxes that are confirmed may not be all. */
    boolean isBegun(ReadingChoices choices) {
        return choices.several() && !choices.finished() && !manual.isEmpty() && !automatic.isEmpty();
    }

    /** Returns what people answered; empty if that is not known yet. */
    Optional<ToolAnswer> answer(ReadingChoices choices) {
        boolean agreed = choices.finished() && (manual.isEmpty() || choices.several());
        List<String> labels = Stream.concat(manual.stream(), agreed ? automatic.stream() : Stream.empty())
                .distinct()
                .toList();
        if (isBegun(choices) || (labels.isEmpty() && (unread || !choices.finished() || !choices.several()))) {
            return Optional.empty();
        }
        if (labels.size() != 1 && !choices.several()) {
            throw new UserException(place + ": the image " + name + " has the tags " + String.join(", ", labels)
                    + ", but each item has exactly one class. Remove the wrong ones in CVAT.");
        }
        return Optional.of(new ToolAnswer(
                name,
                labels,
                ToolAnswer.Status.LABELLED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                place,
                Stream.concat(manualBoxes.stream(), agreed ? automaticBoxes.stream() : Stream.empty())
                        .toList()));
    }
}
