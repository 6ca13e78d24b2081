package io.winnow.datasets.file;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;

/** Reads a text and then an end, without a copy of the text. */
final class TextThenEnd extends Reader {
    private final Reader text;
    private final Reader end;

    TextThenEnd(String text, String end) {
        this.text = new StringReader(text);
        this.end = new StringReader(end);
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int read = text.read(buffer, offset, length);
        return read < 0 ? end.read(buffer, offset, length) : read;
    }

    @Override
    public void close() throws IOException {
        text.close();
        end.close();
    }
}
