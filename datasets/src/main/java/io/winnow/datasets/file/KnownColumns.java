package io.winnow.datasets.file;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Column names that labelling tools and people commonly use, in order of preference. */
public final class KnownColumns {
    /** The column name that Winnow itself writes. */
    public static final String KEY = "key";

    public static final String LABEL = "label";
    public static final String ANNOTATOR = "annotator";
    public static final String INDEX = "index";

    public static final List<String> KEYS = List.of(
            KEY,
            "file_name",
            "filename",
            "file",
            "file_path",
            "filepath",
            "path",
            "image_path",
            "image_file",
            "image_name",
            "image",
            "img_path",
            "img_name",
            "img",
            "image_id",
            "image_url",
            "url",
            "uri",
            "name",
            "item",
            "item_id",
            "task",
            "task_id",
            "sample",
            "example",
            "object",
            "id");

    /** Columns that name the records if no column has one of the names of {@link #KEYS}; beside such a column, they may only count the rows. */
    public static final List<String> OTHER_KEYS = List.of(
            "nr",
            "nr.",
            "no.",
            "#",
            "number",
            "lfd_nr",
            "lfd._nr.",
            "record",
            "record_id",
            "case",
            "case_id",
            "document",
            "document_id",
            "doc_id",
            "text_id",
            "sample_id",
            "example_id",
            "row_id",
            "uid",
            "uuid");

    public static final List<String> LABELS = List.of(
            LABEL,
            "class",
            "category",
            "choice",
            "target",
            "y",
            "class_name",
            "class_label",
            "label_name",
            "category_name",
            "given_label",
            "labels",
            "fine_label",
            "answer",
            "response");

    public static final List<String> ANNOTATORS = List.of(
            ANNOTATOR,
            "worker",
            "rater",
            "labeler",
            "labeller",
            "user",
            "coder",
            "participant",
            "annotator_id",
            "worker_id",
            "rater_id",
            "labeler_id",
            "user_id",
            "workerid",
            "annotator_name",
            "user_name",
            "username",
            "completed_by",
            "created_by",
            "annotated_by");

    private static final Pattern ROW_NUMBER = Pattern.compile("unnamed: *\\d+|index", Pattern.CASE_INSENSITIVE);

    private KnownColumns() {}

    /** Whether a column has the number of a row, as data frames write it, rather than data. */
    public static boolean isRowNumber(String column) {
        return ROW_NUMBER.matcher(column).matches();
    }

    /** Whether only a record has such a column, and not a whole file, which may have a name or an address, too. */
    static boolean isOfRecord(String column) {
        String plain = column.toLowerCase(Locale.ROOT);
        return plain.equals(KEY) || plain.equals("id") || LABELS.contains(plain);
    }

    public static boolean isKnown(String column) {
        return Stream.of(KEYS, LABELS, ANNOTATORS, List.of(INDEX))
                .anyMatch(names -> names.contains(column.toLowerCase(Locale.ROOT)));
    }
}
