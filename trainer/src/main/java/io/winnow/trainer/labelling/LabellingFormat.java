package io.winnow.trainer.labelling;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The files of a tool in which people label. */
public interface LabellingFormat {
    /** Name of the format on the command line, such as {@code labelstudio}. */
    String key();

    /**
     * Writes tasks.
     *
     * @param folder a folder that exists
     * @return the files that were written; none if the tool does not take such items
     */
    List<Path> write(LabellingTasks tasks, WritingChoices choices, Path folder) throws IOException;

    /** Returns whether a file looks like one of this format, by its name and beginning. */
    boolean recognises(Path file, String beginning);

    /**
     * Reads answers.
     *
     * @throws io.winnow.trainer.run.UserException if the file is not of this format, or holds answers that do not make sense
     */
    ToolAnswers read(Path file, ReadingChoices choices) throws IOException;
}
