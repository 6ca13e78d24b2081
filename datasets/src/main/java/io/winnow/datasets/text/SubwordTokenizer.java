package io.winnow.datasets.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.util.PairList;
import io.winnow.datasets.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A HuggingFace tokenizer that is read from {@code tokenizer.json}. It adds its special tokens. Thread-safe. */
public final class SubwordTokenizer implements AutoCloseable {
    private static final String FLAVOR = "RUST_FLAVOR";

    static {
        // On a machine with a GPU the library would download its CUDA build, which needs the internet and does not
        // tokenize faster.
        if (System.getenv(FLAVOR) == null && System.getProperty(FLAVOR) == null) {
            System.setProperty(FLAVOR, "cpu");
        }
    }

    private final HuggingFaceTokenizer tokenizer;

    private SubwordTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * The token ids of one text.
     *
     * @param ids token ids, of shape (length)
     * @param segments segment ids, of shape (length): 0 for the first segment and its special tokens, 1 for the second segment
     */
    @SuppressWarnings("ArrayRecordComponent") // columns of a batch; never compared
    public record Tokens(long[] ids, long[] segments) {
        public int length() {
            return ids.length;
        }
    }

    /**
     * Opens a {@code tokenizer.json}.
     *
     * @param maxLength largest number of tokens of a text, including special tokens; of two segments, the longer one is truncated first
     * @throws DataException if the file is not a tokenizer
     */
    public static SubwordTokenizer open(Path file, int maxLength) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return open(file.toString(), in, maxLength);
        }
    }

    /** Reads a {@code tokenizer.json} from a stream; {@code name} stands for the file in error messages. */
    public static SubwordTokenizer open(String name, InputStream in, int maxLength) throws IOException {
        try {
            return new SubwordTokenizer(HuggingFaceTokenizer.newInstance(
                    in,
                    Map.of(
                            "modelMaxLength",
                            Integer.toString(maxLength),
                            "maxLength",
                            Integer.toString(maxLength),
                            "truncation",
                            "true",
                            "padding",
                            "false")));
        } catch (RuntimeException e) {
            // The native library reports every problem with a file by this exception.
            throw new DataException(
                    name + " is not a HuggingFace tokenizer.json: " + e.getMessage()
                            + ". Get the file again from where the model came from.",
                    e);
        }
    }

    /**
     * Where a token comes from.
     *
     * @param word number of the word within its segment that the token is a part of, as the tokenizer divides texts into words
     * @param segment 0 or 1: the segment
     * @param begin first character of the token in the segment, counted in code points
     * @param end character behind the token, counted in code points
     */
    public record Origin(int word, int segment, int begin, int end) {}

    /** Returns where each token of a text comes from; null for special tokens. These are the tokens that {@link #encode} returns. */
    public List<Origin> origins(TableText.Segments text) {
        Encoding encoding = text.second().isEmpty()
                ? tokenizer.encode(text.first(), true, false)
                : tokenizer.encode(text.first(), text.second(), true, false);
        List<Origin> origins = new ArrayList<>();
        for (int i = 0; i < encoding.getIds().length; i++) {
            CharSpan span = encoding.getCharTokenSpans()[i];
            boolean special = span == null || encoding.getSpecialTokenMask()[i] != 0;
            origins.add(
                    special
                            ? null
                            : new Origin(
                                    (int) encoding.getWordIds()[i],
                                    (int) encoding.getSequenceIds()[i],
                                    span.getStart(),
                                    span.getEnd()));
        }
        return origins;
    }

    /** Tokenizes texts and returns the token ids of each, in order. */
    public List<Tokens> encode(List<TableText.Segments> texts) {
        if (texts.isEmpty()) {
            return List.of();
        }
        PairList<String, String> pairs = new PairList<>();
        boolean paired = texts.stream().anyMatch(text -> !text.second().isEmpty());
        if (!paired) {
            return tokens(tokenizer.batchEncode(
                    texts.stream().map(TableText.Segments::first).toList(), true, false));
        }
        if (texts.stream().allMatch(text -> !text.second().isEmpty())) {
            texts.forEach(text -> pairs.add(text.first(), text.second()));
            return tokens(tokenizer.batchEncode(pairs, true, false));
        }
        return texts.stream().map(text -> encode(List.of(text)).get(0)).toList();
    }

    private static List<Tokens> tokens(Encoding[] encodings) {
        return Arrays.stream(encodings)
                .map(encoding -> new Tokens(encoding.getIds(), encoding.getTypeIds()))
                .toList();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
