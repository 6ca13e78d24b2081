package io.winnow.trainer.draft;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.file.TextCharset;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Suggests how to draft a configuration for data. */
public final class Suggestion {
    private Suggestion() {}

    /**
     * Returns the arguments of {@code winnow new} with the answers that the data suggest. What they do not suggest is left to be asked.
     *
     * @param data what the user calls the data
     * @param charset character set of files of text
     * @return empty if it is no path, or nothing that a configuration can be drafted for
     */
    public static Optional<List<String>> of(String data, Catalog catalog, TextCharset charset) throws IOException {
        if (!Files.exists(Path.of(data))) {
            return Optional.empty(); // a data set of the catalog, or a pattern
        }
        Answers answers = new Answers(Map.of(), Answers.PROPOSALS);
        List<String> arguments = new ArrayList<>(List.of("new", data));
        arguments.addAll(charset.arguments());
        try {
            Material material = new MaterialReader(catalog, charset).look(Path.of(data));
            try {
                Interview.conduct(material, answers);
            } catch (UserException e) {
                // There is no suggestion for one of the questions, which `winnow new` asks or explains.
            }
        } catch (UserException e) {
            return Optional.empty();
        }
        arguments.addAll(answers.arguments());
        return Optional.of(arguments);
    }
}
