package io.winnow.trainer.labelling;

import io.winnow.datasets.Plural;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/**
 * CVAT for images 1.1: {@code <image name>} with a {@code <tag label>} for each class, in an XML file or in a .zip archive with {@code
 * annotations.xml}. Guesses are tags with {@code source="auto"}, as CVAT writes those of a model. When answers are read, such tags, and those
 * that were uploaded ({@code file}), count only if the job is finished and no person set another one: before that, nobody may have looked.
 * Where an image may have several classes, one on which such a guess is left is unanswered until then: a person may be halfway through it. See
 * <a href="https://docs.cvat.ai/docs/manual/advanced/formats/format-cvat/">docs.cvat.ai</a>.
 */
final class CvatImages implements LabellingFormat {
    static final String FILE = "cvat.xml";
    private static final String ANNOTATIONS = "annotations.xml";
    /** The first bytes of a .zip archive. */
    static final String ZIP = "PK\u0003\u0004";

    private static final Set<String> SHAPES =
            Set.of("box", "polygon", "polyline", "points", "cuboid", "mask", "ellipse", "skeleton");

    @Override
    public String key() {
        return "cvat";
    }

    @Override
    public List<Path> write(LabellingTasks tasks, WritingChoices choices, Path folder) throws IOException {
        if (tasks.isText()) {
            return List.of(); // CVAT shows images alone
        }
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("utf-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("annotations");
            element(xml, "version", "1.1");
            xml.writeStartElement("meta");
            xml.writeStartElement("task");
            element(xml, "name", tasks.name());
            element(xml, "size", Integer.toString(tasks.items().size()));
            xml.writeStartElement("labels");
            for (String label : tasks.classes()) {
                xml.writeStartElement("label");
                element(xml, "name", label);
                element(xml, "type", tasks.isBoxes() ? "rectangle" : "tag");
                xml.writeEmptyElement("attributes");
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndElement();
            for (int i = 0; i < tasks.items().size(); i++) {
                LabellingItem item = tasks.items().get(i);
                xml.writeCharacters("\n");
                xml.writeStartElement("image");
                xml.writeAttribute("id", Integer.toString(i));
                xml.writeAttribute("name", item.file().orElse(item.id()));
                if (tasks.isBoxes()) {
                    CvatBoxes.write(item.boxes().orElseThrow(), xml);
                }
                for (LabellingItem.Guess guess : tasks.isBoxes() ? List.<LabellingItem.Guess>of() : item.guesses()) {
                    xml.writeEmptyElement("tag");
                    xml.writeAttribute("label", guess.label());
                    xml.writeAttribute("source", "auto");
                }
                xml.writeEndElement();
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("A text in memory can be written.", e);
        }
        Path file = folder.resolve(FILE);
        AtomicFiles.write(file, text + "\n");
        return List.of(file);
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    @Override
    public boolean recognises(Path file, String beginning) {
        return beginning.startsWith("<") || beginning.startsWith(ZIP);
    }

    @Override
    public ToolAnswers read(Path file, ReadingChoices choices) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".zip")) {
                return read(file, in, choices);
            }
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(ANNOTATIONS)) {
                    return read(file, zip, choices);
                }
            }
            throw new UserException(file + " has no " + ANNOTATIONS
                    + ". Export the task from CVAT in the format \"CVAT for images 1.1\".");
        } catch (XMLStreamException e) {
            throw new UserException(
                    file + " cannot be read as XML: "
                            + e.getMessage().lines().findFirst().orElse("")
                            + ". Export the task from CVAT in the format \"CVAT for images 1.1\".",
                    e);
        }
    }

    private static ToolAnswers read(Path file, InputStream in, ReadingChoices choices) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false); // nor entities, which could read other files
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader xml = factory.createXMLStreamReader(in);
        List<ToolAnswer> answers = new ArrayList<>();
        Set<String> passedOver = new TreeSet<>();
        int unanswered = 0;
        int shapes = 0;
        int hulls = 0;
        int begun = 0;
        CvatImage image = null;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = xml.getLocalName();
                if (name.equals("track")) {
                    throw new UserException(
                            file
                                    + " holds tracks, which are of videos. Export the task in the format \"CVAT for images 1.1\".");
                } else if (name.equals("image")) {
                    String place = file + ", line " + xml.getLocation().getLineNumber();
                    image = new CvatImage(attribute(xml, "name", place), place);
                } else if (image != null && name.equals("tag")) {
                    image.tag(xml);
                } else if (image != null && choices.several() && CvatBoxes.HULLS.contains(name)) {
                    image.box(xml);
                    hulls += name.equals("box") && xml.getAttributeValue(null, "rotation") == null ? 0 : 1;
                } else if (image != null && SHAPES.contains(name)) {
                    passedOver.add(name);
                    image.otherShape();
                    shapes++;
                }
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && xml.getLocalName().equals("image")) {
                Optional<ToolAnswer> answer = image.answer(choices);
                answer.ifPresent(answers::add);
                unanswered += answer.isEmpty() ? 1 : 0;
                begun += image.isBegun(choices) ? 1 : 0;
                image = null;
            }
        }
        if (answers.isEmpty() && unanswered == 0) {
            throw new UserException(
                    file + " holds no images. Export the task from CVAT in the format \"CVAT for images 1.1\".");
        }
        List<String> notes = new ArrayList<>();
        if (shapes > 0) {
            notes.add("Passed over " + Plural.of(shapes, "shapes") + " (" + String.join(", ", passedOver)
                    + "): only tags"
                    + (choices.several() ? " and boxes say the classes of an image." : " say the class of an image."));
        }
        if (hulls > 0) {
            notes.add("Took the upright box around "
                    + Plural.of(hulls, "turned box or polygon", "turned boxes or polygons") + ".");
        }
        if (begun > 0) {
            notes.add(Plural.of(begun, "image has", "images have")
                    + " guesses that nobody has confirmed beside the tags or boxes of people, and so "
                    + (begun == 1 ? "counts" : "count")
                    + " as not answered. When people have looked at all images, read the file with --finished.");
        }
        return new ToolAnswers(answers, unanswered, notes);
    }

    static String attribute(XMLStreamReader xml, String name, String place) {
        String value = xml.getAttributeValue(null, name);
        if (value == null) {
            throw new UserException(place + ": an element " + xml.getLocalName() + " has no attribute " + name
                    + ". Export the task again from CVAT.");
        }
        return value;
    }
}
