package io.winnow.trainer.modality.records;

import io.winnow.datasets.source.ClassList;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.modality.DataPaths;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The classes of a label. */
@Doc("The classes of a label. These keys belong to every kind of label with classes.")
public record LabelClasses(
        @Doc("Class names in the order in which they are numbered. By default, all that occur in the data.")
        @Default("[]")
        List<String> classes,

        @Doc("Whether the cells have the numbers of classes, counted from 0, rather than names.") @Default("false")
        boolean index,

        @Doc("Class names by what the cells have instead. Several values may have the same name.") @Default("{}")
        Map<String, String> rename,

        @Doc("Values that mean that an example has no label.") @Default("[]")
        List<String> dropLabels,

        @Doc(
                "File with a record per class: its label, and optionally name, description and parents. Labels that it lacks are an"
                        + " error.")
        Optional<Path> labelFile,

        @Doc("Number of examples that a class must have. What becomes of smaller classes is said by rest.")
        @Default("0")
        int minimumCases,

        @Doc("other: all smaller classes become one class, other; drop: they are left out.") @Default("other")
        ClassList.Rest rest) {
    public LabelClasses {
        new Checks()
                .that(!index || !classes.isEmpty(), "index", "needs classes, the names of the class numbers")
                .that(
                        Set.copyOf(classes).size() == classes.size(),
                        "classes",
                        "must not name a class twice; found " + classes)
                .notNegative("minimum_cases", minimumCases)
                .done();
    }

    ClassList list() {
        return new ClassList(
                classes, index, rename, Set.copyOf(dropLabels), labelFile.map(DataPaths::find), minimumCases, rest);
    }
}
