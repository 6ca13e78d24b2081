package io.winnow.trainer.pool;

import io.winnow.trainer.config.Doc;
import java.util.List;
import java.util.Optional;

/** The columns of a pool that is a file of records. */
@Doc("The columns of a pool that is a file of records. By default, they are found by their usual names.")
public record RecordColumns(
        @Doc("Column of the key. Without one, it is the path of the image, or the number of the record from 1.")
        Optional<String> key,

        @Doc("Column of the file of the image, relative to the folder of the file of records.")
        Optional<String> path,

        @Doc("Column of the caption, or of the text if there are no images.")
        Optional<String> caption,

        @Doc("Column of the class: in the file of labels if there is one, otherwise in that of the records.")
        Optional<String> label) {
    static final List<String> KEYS = List.of("key", "id", "uid");
    static final List<String> PATHS = List.of("path", "file_name", "filename", "file", "image");
    static final List<String> CAPTIONS = List.of("caption", "text", "sentence");
    static final List<String> LABELS = List.of("label", "class");
}
