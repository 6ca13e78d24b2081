package io.winnow.trainer.modality.text;

import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.run.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads one text per line, such as from a pipe. */
public final class TextLines {
    private TextLines() {}

    /**
     * Reads texts in UTF-8. Blank lines are skipped; the key of a text is the number of its line, counted from 1.
     *
     * @param name name of the input, for messages
     * @throws UserException if all lines are blank
     */
    public static TextDataset read(String name, InputStream in) throws IOException {
        List<String> keys = new ArrayList<>();
        List<Text> texts = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
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
}
