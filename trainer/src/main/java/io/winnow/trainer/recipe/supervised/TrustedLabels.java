package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.DataException;
import io.winnow.datasets.label.Examples;
import io.winnow.datasets.label.GivenNames;
import io.winnow.datasets.label.LabelFile;
import io.winnow.datasets.label.LabelFileOptions;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Labels of some examples that are known to be right, in a file. */
public record TrustedLabels(
        @Doc(
                "File of labels: CSV, a JSON array, JSON lines or Parquet, with the key and the label of each trusted example.")
        Path file,

        @Doc("Column or field that names the example. By default it is found by its name or its values.")
        Optional<String> keyColumn,

        @Doc("Column or field of the label. By default it is found by its name.")
        Optional<String> labelColumn) {

    /**
     * Reads the file.
     *
     * @param key the key of these options in the configuration, for messages
     * @param say takes a sentence on what was read
     * @return the class of each training example in use (N), or {@link GivenNames#NONE} if it is not trusted
     * @throws UserException if the file cannot be read or does not belong to the data
     */
    public int[] classes(TaskData data, String key, Consumer<String> say) throws IOException {
        int[] used = data.trainExamples();
        Examples examples = new Examples(
                data.train().name(),
                Optional.empty(),
                used.length,
                i -> data.train().key(used[i]));
        LabelFileOptions usual = LabelFileOptions.DEFAULT;
        LabelFileOptions reading = new LabelFileOptions(
                keyColumn,
                labelColumn,
                usual.annotatorColumn(),
                usual.annotatorColumns(),
                usual.encoding(),
                usual.gaps());
        try {
            LabelFile read = LabelFile.read(DataPaths.require(file), reading, examples, Optional.empty(), true);
            say.accept(read.summary());
            return read.train().classes(data.trainLabels().classNames());
        } catch (DataException e) {
            throw new UserException(key + ".file: " + e.getMessage());
        }
    }
}
