package io.winnow.trainer.modality;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.model.ItemReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The training and test data of an experiment, and how they are read. Each modality has one or more such sections. */
@Doc("The training and test data of an experiment, and how they are read.")
public interface DataConfig {
    /** Returns the noun in the plural for the examples, such as {@code images}. */
    String unit();

    /**
     * Opens the training and test data.
     *
     * @param fixed what is fixed already, such as by an earlier training on these data, and is not measured on them
     * @param otherTest test data that replace the configured ones; they are closed together with the result, and on an error
     * @throws io.winnow.trainer.run.UserException if the data do not suit each other or the configuration
     */
    TaskData open(Catalog catalog, Fixed fixed, Optional<? extends Dataset<?>> otherTest) throws IOException;

    /**
     * Returns a reader of other examples than those of this section, which have the same form.
     *
     * @param inputs what the training on these data fixed
     */
    ItemReader<?> reader(Inputs inputs);

    /** Returns the paths of the configuration by their keys in this section. */
    Map<String, Path> paths();

    /** Returns the same configuration without skipping damaged examples, for outputs in which each row must belong to its example. */
    DataConfig strict();

    /** Returns the options for training with other labels than those of the data. */
    Optional<GivenLabels> labels();

    /**
     * Returns the kind of the labels that are learned, so that a method that cannot learn them says so before any data are read; empty if
     * only the data tell.
     */
    default Optional<Class<? extends Labels>> labelKind() {
        return Optional.empty();
    }

    /** Returns why these data lack what a method may need, as a part of a sentence, and what to do; empty if they have it. */
    default Optional<String> lacks(Need need) {
        return Optional.of(unit() + " have no " + need.description());
    }

    /** Returns the largest number of training examples to use; empty for all. */
    Optional<Integer> limit();
}
