package io.winnow.trainer.modality.text;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.file.TextFile;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads one text per line, such as from a pipe. */
public final class TextLines {
    private TextLines() {}

    /**
     * Reads texts. Blank lines are skipped; the key of a text is the number of its line, counted from 1.
     *
     * @param name name of the input, for messages
     * @param charset character set of the lines
     * @throws UserException if all lines are blank, or are not in the character set
     */
    public static TextDataset read(String name, InputStream in, TextCharset charset) throws IOException {
        List<String> keys = new ArrayList<>();
        List<Text> texts = new ArrayList<>();
        int number = 0;
        for (String line : lines(name, in, charset)) {
            number++;
            if (!line.isBlank()) {
                keys.add(Integer.toString(number));
                texts.add(Text.of(line.strip()));
            }
        }
        if (texts.isEmpty()) {
            throw new UserException(name + ": there is no text. Write one text per line.");
        }
        return TextDataset.unlabelled(name, keys, texts);
    }

    private static List<String> lines(String name, InputStream in, TextCharset charset) throws IOException {
        try {
            return TextFile.lines(name, in, charset);
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
    }
}
