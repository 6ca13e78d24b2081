package io.winnow.trainer.cli;

import io.winnow.trainer.run.UserException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import picocli.CommandLine.Option;

/** The option that names the character set of files with tables. */
final class EncodingOption {
    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "Character set of CSV and TSV files of tables that are not UTF-8, such as windows-1252."
                    + " Default: ${DEFAULT-VALUE}")
    private String name = "utf-8";

    /**
     * Returns the character set.
     *
     * @throws UserException if the name is not that of a character set
     */
    Charset charset() {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new UserException(
                    "--encoding must be a character set, such as utf-8, utf-16, windows-1252 or iso-8859-1; found '"
                            + name + "'.");
        }
    }
}
