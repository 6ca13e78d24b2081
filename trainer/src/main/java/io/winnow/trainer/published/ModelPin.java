package io.winnow.trainer.published;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the files of a fetched model come from. It is stored beside them, and in the runs that start from them.
 *
 * @param name name of the model, such as {@code microsoft/resnet-18}
 * @param source address that the files were fetched from
 * @param revision revision of the repository (a commit); null for a single file
 * @param files SHA-256 (hex) of each file by its path in the folder
 */
public record ModelPin(
        @JsonProperty String name,
        @JsonProperty String source,
        @JsonProperty String revision,
        @JsonProperty Map<String, String> files) {
    /** Name of the file beside the model's files. */
    static final String FILE = "winnow-model.json";

    /** Where the pin of a model is: in its folder, or beside its file. */
    static Path beside(Path model) {
        return Files.isDirectory(model) ? model.resolve(FILE) : model.resolveSibling(model.getFileName() + "." + FILE);
    }

    public ModelPin {
        files = Map.copyOf(files);
    }
}
