package io.winnow.models.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * CLIP's tokenizer, written as the tokenizer.json that HuggingFace's tokenizers read, from the two older forms in which it is published:
 * vocab.json with merges.txt, or the list of merges of OpenAI and open_clip. Texts are turned into lower case, split into contractions,
 * letters, single digits and other characters, and the bytes of each piece are merged by rank, of which the last ends with {@code </w>}
 * (specification "Pretrained encoders", section 5).
 */
public final class ClipTokenizer {
    private static final String VOCABULARY = "vocab.json";
    private static final String MERGES = "merges.txt";
    private static final List<String> OPENAI = List.of("bpe_simple_vocab_16e6.txt.gz", "bpe_simple_vocab_16e6.txt");
    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    private static final String END_OF_WORD = "</w>";
    private static final String PIECES = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";
    private static final int BYTES = 256;

    /** The vocabulary has 49,408 entries: two for each byte, the merges, and those for start and end. The list has more merges. */
    private static final int MOST_MERGES = 49_408 - 2 * BYTES - 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    private ClipTokenizer() {}

    /** Whether a folder has one of the two forms. */
    static boolean isIn(Path folder) {
        return isOpenAis(folder)
                || (Files.isRegularFile(folder.resolve(VOCABULARY)) && Files.isRegularFile(folder.resolve(MERGES)));
    }

    /** Whether a folder has the list of merges of OpenAI, but not vocab.json and merges.txt. */
    static boolean isOpenAis(Path folder) {
        return !Files.isRegularFile(folder.resolve(VOCABULARY))
                && OPENAI.stream().anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    /** Opens the content of a tokenizer.json for a folder. */
    static InputStream open(Path folder) throws IOException {
        if (isOpenAis(folder)) {
            for (String name : OPENAI) {
                Path file = folder.resolve(name);
                if (Files.isRegularFile(file)) {
                    try (InputStream in = Files.newInputStream(file);
                            InputStream unpacked = name.endsWith(".gz") ? new GZIPInputStream(in) : in) {
                        return bytes(ofMerges(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8)));
                    }
                }
            }
        }
        JsonNode vocabulary = HuggingFaceDirectory.json(folder.resolve(VOCABULARY));
        for (String each : List.of(START, END)) {
            if (!vocabulary.path(each).isInt()) {
                throw new IOException(folder.resolve(VOCABULARY) + " has no id for " + each
                        + ", with which CLIP's texts begin or end. Get the file again from where the model came from.");
            }
        }
        return bytes(ofVocabulary(vocabulary, Files.readString(folder.resolve(MERGES))));
    }

    private static InputStream bytes(JsonNode tokenizer) throws IOException {
        return new ByteArrayInputStream(JSON.writeValueAsBytes(tokenizer));
    }

    /**
     * Makes a tokenizer.json of the list of merges of OpenAI: the first line is a comment, the others have two pieces each, by rank. The ids
     * are those of the 256 bytes, of the bytes at the end of a word, of the merges, and of start and end.
     */
    public static ObjectNode ofMerges(String list) {
        List<String> merges = merges(list).stream().limit(MOST_MERGES).toList();
        ObjectNode vocabulary = JSON.createObjectNode();
        int id = 0;
        for (String suffix : List.of("", END_OF_WORD)) {
            for (String each : characters()) {
                vocabulary.put(each + suffix, id++);
            }
        }
        for (String merge : merges) {
            vocabulary.put(merge.replace(" ", ""), id++);
        }
        vocabulary.put(START, id++);
        vocabulary.put(END, id);
        return tokenizer(vocabulary, merges);
    }

    /** Makes a tokenizer.json of the content of vocab.json and merges.txt. */
    public static ObjectNode ofVocabulary(JsonNode vocabulary, String merges) {
        return tokenizer(vocabulary, merges(merges));
    }

    private static List<String> merges(String list) {
        return list.lines().skip(1).filter(line -> !line.isBlank()).toList();
    }

    /**
     * The characters that stand for the 256 bytes: printable ones of Latin-1 for themselves, and the others, in order, for those from U+0100
     * on. They are listed in the order of the vocabulary: first those that stand for themselves.
     */
    static List<String> characters() {
        List<String> printable = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int b = 0; b < BYTES; b++) {
            boolean shown = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            (shown ? printable : others).add(Character.toString(shown ? b : BYTES + others.size()));
        }
        printable.addAll(others);
        return printable;
    }

    private static ObjectNode tokenizer(JsonNode vocabulary, List<String> merges) {
        ObjectNode tokenizer = JSON.createObjectNode();
        tokenizer.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = tokenizer.putArray("added_tokens");
        for (String each : List.of(START, END)) {
            added.addObject()
                    .put("id", vocabulary.path(each).asInt())
                    .put("content", each)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        ArrayNode normalizers =
                tokenizer.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        normalizers.addObject().put("type", "NFC");
        ObjectNode blanks = normalizers.addObject().put("type", "Replace").put("content", " ");
        blanks.putObject("pattern").put("Regex", "\\s+");
        normalizers.addObject().put("type", "Lowercase");
        ArrayNode splits =
                tokenizer.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        ObjectNode split = splits.addObject()
                .put("type", "Split")
                .put("behavior", "Removed")
                .put("invert", true);
        split.putObject("pattern").put("Regex", PIECES);
        splits.addObject()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
        ObjectNode ends = tokenizer
                .putObject("post_processor")
                .put("type", "RobertaProcessing")
                .put("trim_offsets", false)
                .put("add_prefix_space", false);
        ends.putArray("sep").add(END).add(vocabulary.path(END).asInt());
        ends.putArray("cls").add(START).add(vocabulary.path(START).asInt());
        tokenizer
                .putObject("decoder")
                .put("type", "ByteLevel")
                .put("add_prefix_space", true)
                .put("trim_offsets", true)
                .put("use_regex", true);
        ObjectNode model = tokenizer
                .putObject("model")
                .put("type", "BPE")
                .putNull("dropout")
                .put("unk_token", END)
                .put("continuing_subword_prefix", "")
                .put("end_of_word_suffix", END_OF_WORD)
                .put("fuse_unk", false);
        model.set("vocab", vocabulary);
        ArrayNode ranks = model.putArray("merges");
        merges.forEach(ranks::add);
        return tokenizer;
    }
}
