package io.winnow.trainer.recipe.mofi;

import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How vectors of test examples are judged by search. */
@Doc(
        "How the vectors of test examples are judged: each test example searches the others, and those of its entity are right. Entities of test"
                + " examples need no training examples.")
public record SearchOptions(
        @Doc(
                "File with a record for each test example, read as label files are, with the columns that the other keys name. Records of other"
                        + " examples are passed over. By default, the labels of the test examples are their entities.")
        Optional<Path> file,

        @Doc("Column of the file that has the keys of examples. By default, it is detected by its name and its values.")
        Optional<String> keyColumn,

        @Doc(
                "Column of the file that has the entity of each example, by its name. By default, the entities are the labels.")
        Optional<String> entity,

        @Doc(
                "Column of the file that says where an example comes from, such as the shop or the artist. With it, an example searches only"
                        + " among those of other sources.")
        Optional<String> source,

        @Doc(
                "Column of the file that has the category of each example. With it, the mean average precision is computed of finding the"
                        + " category of an example among those of other entities.")
        Optional<String> category,

        @Doc("Categories that are left out in a second recall, such as those whose entities look all alike.")
        @Default("[]")
        List<String> without) {
    public SearchOptions {
        without = List.copyOf(without);
        boolean columns = Stream.of(entity, source, category).anyMatch(Optional::isPresent);
        if (columns && file.isEmpty()) {
            throw new IllegalArgumentException("must name file, which has the columns entity, source and category");
        }
        if (!columns && (file.isPresent() || keyColumn.isPresent())) {
            throw new IllegalArgumentException(
                    "must name a column of file in entity, source or category; otherwise nothing of the file is used");
        }
        if (category.isEmpty() && !without.isEmpty()) {
            throw new IllegalArgumentException("must name the column category, of which without leaves values out");
        }
    }

    /** The columns of the file that are used. */
    List<String> columns() {
        return Stream.of(entity, source, category).flatMap(Optional::stream).toList();
    }
}
