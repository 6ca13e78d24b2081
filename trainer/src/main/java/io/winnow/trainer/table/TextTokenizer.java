package io.winnow.trainer.table;

import io.winnow.datasets.text.SubwordTokenizer;
import io.winnow.datasets.text.TableText;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The tokenizer of a pretrained encoder, with what is done to texts before. */
public record TextTokenizer(SubwordTokenizer tokenizer, TokenRules rules) implements AutoCloseable {
    /**
     * Reads a tokenizer.
     *
     * @param name stands for the file in messages
     * @param in the content of a tokenizer.json
     */
    static TextTokenizer read(String name, InputStream in, TokenRules rules) throws IOException {
        return new TextTokenizer(SubwordTokenizer.open(name, in, rules.maxTokens()), rules);
    }

    /** Returns the token ids of each text, in order. */
    public List<SubwordTokenizer.Tokens> encode(List<TableText.Segments> texts) {
        return tokenizer.encode(texts.stream().map(rules::prepared).toList());
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
