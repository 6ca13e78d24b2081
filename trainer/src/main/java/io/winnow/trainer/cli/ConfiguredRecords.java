package io.winnow.trainer.cli;

import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The described data of a configuration that a user names instead of data. */
final class ConfiguredRecords {
    private ConfiguredRecords() {}

    /**
     * Reads the section of the data of a configuration, whatever its method.
     *
     * @param purpose what the command does with data, such as {@code inspected}
     * @throws UserException if the data are not described by files of records
     */
    static RecordDataConfig read(Path config, List<String> assignments, String purpose) {
        Experiment experiment = Experiment.read(InputPaths.require(config), assignments);
        Optional<DataConfig> data = experiment.recipe().examples();
        if (data.isEmpty()) {
            throw new UserException(
                    "The recipe of " + config + " reads its data in a way of its own, so they cannot be " + purpose
                            + ". `winnow train --dry-run " + config + "` shows how they are read.");
        }
        if (data.get() instanceof RecordDataConfig records) {
            return records;
        }
        throw new UserException("The data of " + config + " are not described by files of records, but only such"
                + " data can be " + purpose
                + " by the name of a configuration. Name the folder or the shards of its images"
                + " instead.");
    }
}
