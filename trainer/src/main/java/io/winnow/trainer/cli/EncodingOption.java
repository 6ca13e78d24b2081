package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.LabelFileOptions;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.run.UserException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that names the character set of the files of text that a command reads. */
final class EncodingOption {
    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description =
                    "Character set of files of text, such as windows-1252. Default: that of the byte order mark of a file; without"
                            + " one, that of the training data of a model if their configuration names it, otherwise UTF-8")
    private Optional<String> name = Optional.empty();

    /**
     * Returns the character set.
     *
     * @throws UserException if the name is not that of a character set
     */
    TextCharset charset() {
        return of(name);
    }

    /**
     * Returns how inputs are read.
     *
     * @param err receives notes on them
     * @throws UserException if the name is not that of a character set
     */
    InputOptions reading(PrintWriter err) {
        return new InputOptions(new Catalog(DataRoot.ofEnvironment()), charset(), Optional.empty(), err::println);
    }

    /** Returns the character set of a name that is the value of {@code --encoding}. */
    static TextCharset of(Optional<String> name) {
        if (name.isPresent() && !LabelFileOptions.isCharset(name.get())) {
            throw new UserException(
                    "--encoding must be a character set, such as utf-8, utf-16, windows-1252 or latin-1; found '"
                            + name.get() + "'.");
        }
        return TextCharset.ofOption(name.map(LabelFileOptions::charset));
    }
}
