package io.winnow.trainer.draft;

import java.util.List;

/**
 * What the user wants: all answers.
 *
 * @param columns what the columns of records mean; of images in folders, nothing
 * @param budget how long the training may take
 * @param arguments the answers as options of a command line
 */
public record Brief(
        Material material, FileKind files, Known known, Columns columns, Budget budget, List<String> arguments) {
    public Brief {
        arguments = List.copyOf(arguments);
    }
}
