package io.winnow.trainer.labelling;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Files of tools whose formats are not read, told by their beginnings, so that a person learns how to bring them. */
final class OtherTools {
    private static final String BOXES =
            " Boxes are read from files in the format COCO, and from CVAT and Label Studio, to"
                    + " which you can import this file to export it from there.";

    /** A kind of file: what its beginning has, what it is, and what to do. */
    private record Kind(Pattern beginning, String what, String advice) {
        Kind(String beginning, String what, String advice) {
            this(Pattern.compile(beginning, Pattern.DOTALL), what, advice);
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    ".*(\"_via_\\w+\"\\s*:|\"shape_attributes\"\\s*:|region_shape_attributes).*",
                    "was written by the VGG Image Annotator (VIA)",
                    " Export the annotations there in the format COCO, which has regions whose attribute is a dropdown, radio"
                            + " or checkbox. Classes of whole images are read from a CSV file with the columns id and label."),
            new Kind(
                    "\\{.*\"(shapes|imagePath)\"\\s*:.*",
                    "was written by labelme, with the shapes of one image",
                    " Convert the files of all images into one in the format COCO, as labelme2coco.py of labelme's examples"
                            + " does."),
            new Kind("<.*<bndbox>.*", "has the boxes of one image in the format Pascal VOC", BOXES),
            new Kind(
                    "\\d+( [\\d.eE+-]+){4,}\\s.*",
                    "has the boxes of one image in the format of YOLO, which has no names of classes",
                    BOXES),
            new Kind("[^\\n]*bbox_x,bbox_y.*", "is a CSV file of boxes, as makesense writes it", BOXES));

    private OtherTools() {}

    /** Returns what a file is and what to do with it, as the rest of sentences that begin with its name; empty for any other. */
    static Optional<String> find(String beginning) {
        // A file of a single short line has no end of the line any more.
        String text = beginning + "\n";
        return KINDS.stream()
                .filter(kind -> kind.beginning().matcher(text).matches())
                .findFirst()
                .map(kind -> " " + kind.what() + "." + kind.advice());
    }
}
