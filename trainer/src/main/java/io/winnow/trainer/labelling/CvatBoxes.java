package io.winnow.trainer.labelling;

import io.winnow.trainer.run.UserException;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/** Boxes in files of CVAT: {@code <box>} with the edges in pixels, turned clockwise about its center, and {@code <polygon>} with points. */
final class CvatBoxes {
    /** The shapes that have an upright box around them. */
    static final Set<String> HULLS = Set.of("box", "polygon");

    private CvatBoxes() {}

    /** Writes the size of an image, whose element has begun, and proposed boxes. */
    static void write(BoxTask task, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeAttribute("width", Integer.toString(task.width()));
        xml.writeAttribute("height", Integer.toString(task.height()));
        for (LabelledBox each : task.proposals()) {
            Box box = each.box();
            xml.writeEmptyElement("box");
            xml.writeAttribute("label", each.label());
            xml.writeAttribute("source", "auto");
            xml.writeAttribute("occluded", "0");
            xml.writeAttribute("xtl", pixels(box.x()));
            xml.writeAttribute("ytl", pixels(box.y()));
            xml.writeAttribute("xbr", pixels(box.x() + box.width()));
            xml.writeAttribute("ybr", pixels(box.y() + box.height()));
            xml.writeAttribute("z_order", "0");
        }
    }

    private static String pixels(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** Reads the box of an element, or the one around a polygon. */
    static LabelledBox read(XMLStreamReader xml, String place) {
        String label = CvatImages.attribute(xml, "label", place);
        if (xml.getLocalName().equals("polygon")) {
            return new LabelledBox(label, polygon(CvatImages.attribute(xml, "points", place), place));
        }
        double left = number(CvatImages.attribute(xml, "xtl", place), place);
        double top = number(CvatImages.attribute(xml, "ytl", place), place);
        Box box = new Box(
                left,
                top,
                number(CvatImages.attribute(xml, "xbr", place), place) - left,
                number(CvatImages.attribute(xml, "ybr", place), place) - top);
        String rotation = xml.getAttributeValue(null, "rotation");
        return new LabelledBox(label, rotation == null ? box : box.turned(number(rotation, place)));
    }

    private static Box polygon(String points, String place) {
        String[] pairs = points.strip().split(";", -1);
        double[][] corners = new double[pairs.length][];
        for (int i = 0; i < pairs.length; i++) {
            String[] pair = pairs[i].split(",", -1);
            if (pair.length != 2) {
                throw new UserException(
                        place + ": '" + pairs[i] + "' is not a point. Export the task again from CVAT.");
            }
            corners[i] = new double[] {number(pair[0], place), number(pair[1], place)};
        }
        return Box.around(corners);
    }

    private static double number(String text, String place) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new UserException(place + ": '" + text + "' is not a number. Export the task again from CVAT.", e);
        }
    }
}
