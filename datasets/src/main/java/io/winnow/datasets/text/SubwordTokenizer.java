package io.winnow.datasets.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.util.PairList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A HuggingFace tokenizer, read from {@code tokenizer.json}. Its special tokens are added. Threads may share it. */
public final class SubwordTokenizer implements AutoCloseable {
    private static final String FLAVOR = "RUST_FLAVOR";

    static {
        // On a machine with a GPU the library would download its CUDA build, which cuts text no faster and needs the
        // internet.
        if (System.getenv(FLAVOR) == null && System.getProperty(FLAVOR) == null) {
            System.setProperty(FLAVOR, "cpu");
        }
    }

    private final HuggingFaceTokenizer tokenizer;

    private SubwordTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Ids of one text.
     *
     * @param ids (length)
     * @param segments (length), 0 for the first segment and its special tokens, 1 for the second
     */
    @SuppressWarnings("ArrayRecordComponent") // columns of a batch; never compared
    public record Tokens(long[] ids, long[] segments) {
        public int length() {
            return ids.length;
        }
    }

    /**
     * Ids of several texts, all as long as the longest.
     *
     * @param ids (B, L), L fastest; 0 beyond the end of a text
     * @param attentionMask (B, L), 1 for the tokens of a text, 0 beyond
     * @param segments (B, L)
     * @param size B
     * @param length L
     */
    @SuppressWarnings("ArrayRecordComponent") // columns of a batch; never compared
    public record TokenBatch(long[] ids, long[] attentionMask, long[] segments, int size, int length) {
        /** Puts texts beside each other. */
        public static TokenBatch of(List<Tokens> texts) {
            int length = texts.stream().mapToInt(Tokens::length).max().orElse(0);
            int total = Math.multiplyExact(texts.size(), length);
            TokenBatch batch = new TokenBatch(new long[total], new long[total], new long[total], texts.size(), length);
            for (int i = 0; i < texts.size(); i++) {
                Tokens text = texts.get(i);
                System.arraycopy(text.ids(), 0, batch.ids, i * length, text.length());
                System.arraycopy(text.segments(), 0, batch.segments, i * length, text.length());
                Arrays.fill(batch.attentionMask, i * length, i * length + text.length(), 1);
            }
            return batch;
        }
    }

    /**
     * Opens {@code tokenizer.json}.
     *
     * @param maxLength tokens of a text, special ones included; of two segments the longer one is cut first
     * @throws IOException when the file is none
     */
    public static SubwordTokenizer open(Path file, int maxLength) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return open(file.toString(), in, maxLength);
        }
    }

    /** Reads a {@code tokenizer.json} that {@code name} tells the place of. */
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
            // the native library's only way to say what is wrong with a file
            throw new IOException(name + " is no tokenizer: " + e.getMessage(), e);
        }
    }

    /** The ids of each text, in order. */
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
