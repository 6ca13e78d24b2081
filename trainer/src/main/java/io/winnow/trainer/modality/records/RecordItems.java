package io.winnow.trainer.modality.records;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.inspect.TokenCounter;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.DescribedData;
import io.winnow.trainer.modality.Baseline;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.model.Preview;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a modality makes of described records. Data sets that it receives are those that it created. */
public interface RecordItems {
    /** Returns the noun in the plural for the examples, such as {@code texts}. */
    String unit();

    /** Returns what an example is. */
    Content content();

    /**
     * Fits the preprocessing to the training examples. Called before any data set is created, unless an earlier training has fixed the
     * preprocessing.
     *
     * @param train all training records
     * @param examples indices of the training examples in use
     */
    Preprocessing fit(DescribedData train, int[] examples) throws IOException;

    /** Returns notes for the user on what {@link #fit} found, one sentence each. */
    default List<String> notes() {
        return List.of();
    }

    /** Returns what the user should know of the training examples before they are learned from; one sentence each. */
    default List<String> notes(Dataset<?> train, int[] examples) throws IOException {
        return List.of();
    }

    /** Returns what the user should know of examples that are not in training, such as values that training did not have; one sentence each. */
    default List<String> notes(Dataset<?> others) {
        return List.of();
    }

    /**
     * Creates a data set.
     *
     * @param data the examples (N) and their name
     * @param labels what is known of each (N)
     */
    Dataset<?> dataset(DescribedData data, Labels labels) throws IOException;

    /** Creates a loader of some training examples. The indices in its batches are those in {@code train}. */
    ExampleLoader loader(Dataset<?> train, int[] examples, int batchSize);

    /**
     * Returns random views of the training examples, see {@link io.winnow.trainer.modality.TaskData#views}.
     *
     * @param examples indices of the training examples in use
     */
    Views views(Dataset<?> train, int[] examples, Optional<ViewsConfig> config, Views.Strength usual);

    /** Returns what a page shows of an example. */
    Preview preview(Dataset<?> examples, int index) throws IOException;

    /**
     * Returns the baselines of the modality by their names.
     *
     * @param examples indices of the training examples in use, whose labels are {@code labels}
     */
    Map<String, Baseline> baselines(Dataset<?> train, int[] examples, Labels labels);

    /** Does what takes long and is done once, see {@link io.winnow.trainer.modality.TaskData#prepare}. */
    default void prepare(Dataset<?> items, Consumer<String> say) {}

    /** Copies the files that the preprocessing needs into the folder of a run. */
    default void keep(Path run) throws IOException {}

    /** Returns how many tokens a network receives of an example; empty if it receives none. */
    default Optional<TokenCounter> tokens() {
        return Optional.empty();
    }

    /** Returns the largest number of damaged examples that are skipped in one pass. */
    default int maxCorrupt() {
        return 0;
    }

    /**
     * Returns the similarity of classes by the vectors of their names: cosines (K, K).
     *
     * @throws io.winnow.trainer.run.UserException if it cannot be computed
     */
    double[][] similarity(List<String> classNames) throws IOException;
}
