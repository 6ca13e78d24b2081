package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Plural;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads which texts describe which items: a record per pair with the item and the text. An item may have several records. */
public final class CaptionFile {
    /** Usual names of the column of the items. */
    private static final List<String> ITEMS =
            List.of("path", "key", "file_name", "filename", "file", "image_name", "image", "image_id");

    /** Usual names of the column of the texts. */
    private static final List<String> TEXTS = List.of("caption", "text", "sentence", "comment", "title", "description");

    private CaptionFile() {}

    /**
     * A text that describes an item.
     *
     * @param item the item as the file names it
     */
    public record Caption(String item, String text) {}

    /**
     * The pairs of a file.
     *
     * @param captions the pairs in the order of the file
     * @param blank number of records without a text, which are left out
     */
    public record Captions(List<Caption> captions, int blank) {}

    /**
     * Reads a file.
     *
     * @throws DataException if it lacks one of the two columns, or has no pair
     */
    public static Captions read(Path path, TextCharset encoding) throws IOException {
        RecordFile file = RecordFile.read(
                path, new RecordOptions("file of captions", encoding, Optional.empty(), false, Set.of()));
        String items = column(file, ITEMS, "items");
        String texts = column(file, TEXTS, "captions");
        List<Caption> captions = new ArrayList<>();
        int blank = 0;
        for (FileRecord row : file.rows()) {
            Optional<String> text = row.findText(texts);
            if (text.isPresent()) {
                captions.add(new Caption(row.get(items), text.get()));
            } else {
                blank++;
            }
        }
        if (captions.isEmpty()) {
            throw new DataException(
                    path + " has no text in the column " + texts + " of its " + Plural.of(blank, "records") + ".");
        }
        return new Captions(captions, blank);
    }

    private static String column(RecordFile file, List<String> usual, String role) throws DataException {
        List<String> known = file.known(usual);
        if (known.isEmpty()) {
            throw new DataException(file.file() + " has no column of " + role + "; it has the columns "
                    + String.join(", ", file.columns()) + ". Name that of the " + role + " " + usual.get(0) + ".");
        }
        return file.unique(known.get(0));
    }
}
