package io.winnow.trainer.table;

import io.winnow.datasets.text.SubwordTokenizer;
import io.winnow.datasets.text.TableText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
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

    /**
     * Returns where each token of a text comes from; null for special tokens and those of the prompt. Characters are counted in the text
     * itself, unless its preparation changes its length within, as the replacement of HTML entities does.
     */
    public List<SubwordTokenizer.Origin> origins(TableText.Segments text) {
        int prompt = rules.prompt().codePointCount(0, rules.prompt().length());
        int first = rules.blanksBefore(rules.prompt() + text.first()) - prompt;
        int second = rules.blanksBefore(text.second());
        List<SubwordTokenizer.Origin> origins = new ArrayList<>();
        for (SubwordTokenizer.Origin origin : tokenizer.origins(rules.prepared(text))) {
            int shift = origin == null || origin.segment() == 0 ? first : second;
            origins.add(
                    origin == null || origin.begin() + shift < 0
                            ? null
                            : new SubwordTokenizer.Origin(
                                    origin.word(), origin.segment(), origin.begin() + shift, origin.end() + shift));
        }
        return origins;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
