package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.datasets.text.SubwordTokenizer;
import io.winnow.datasets.text.TableText.Segments;
import io.winnow.datasets.text.Words;
import io.winnow.models.text.ClipTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** CLIP's tokenizer against ids of the reference, and against a plain implementation of the specification. */
class ClipTokenizerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONTEXT = 77;
    private static final String MERGES = """
            #version: 0.2
            a b
            b c
            ab c
            c a</w>
            t h
            th e</w>
            e e
            ee ee
            ' s</w>
            1 2</w>
            \u00c3 \u00a9
            \u00c3\u00a9 e</w>
            ! !
            !! !</w>
            ab c</w>
            abc abc</w>
            """;

    private static SubwordTokenizer open(ObjectNode tokenizer, int limit) throws IOException {
        return SubwordTokenizer.open("clip", new ByteArrayInputStream(JSON.writeValueAsBytes(tokenizer)), limit);
    }

    private static long[] ids(SubwordTokenizer tokenizer, String text) {
        return tokenizer.encode(List.of(new Segments(text, ""))).get(0).ids();
    }

    /** Needs the file of OpenAI's vocabulary, which OpenAI's CLIP and open_clip have. */
    @Test
    void idsOfTheVocabularyOfOpenAiAreThoseOfTheReference() throws IOException {
        String root = System.getenv("WINNOW_DATA");
        Path file = Path.of(root == null ? "." : root, "models", "clip-tokenizer", "bpe_simple_vocab_16e6.txt.gz");
        assumeTrue(Files.exists(file), "There is no " + file);
        String merges;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            merges = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        ObjectNode tokenizer = ClipTokenizer.ofMerges(merges);
        ObjectNode vocabulary = (ObjectNode) tokenizer.path("model").path("vocab");
        assertThat(vocabulary.size()).isEqualTo(49_408);
        JsonNode expected;
        try (InputStream in = ClipTokenizerTest.class.getResourceAsStream("clip-tokenizer.json")) {
            expected = JSON.readTree(in);
        }
        // The same vocabulary as vocab.json and merges.txt.
        List<String> kept = merges.lines().limit(49_152 - 256 - 2 + 1).toList();
        ObjectNode other = ClipTokenizer.ofVocabulary(vocabulary, String.join("\n", kept));
        assertThat(other).isEqualTo(tokenizer);
        try (SubwordTokenizer subwords = open(tokenizer, CONTEXT)) {
            for (JsonNode each : expected.path("cases")) {
                String text =
                        Words.decode(Words.decode(each.path("text").asText())).strip();
                assertThat(ids(subwords, text))
                        .as(text)
                        .containsExactly(JSON.treeToValue(each.path("ids"), long[].class));
            }
        }
    }

    @Test
    void idsAreThoseOfAPlainImplementation() throws IOException {
        Plain plain = new Plain();
        Random random = new Random(4);
        String[] parts = {
            "a",
            "b",
            "c",
            "the",
            "The",
            "'s",
            "'S",
            "don't",
            "eeee",
            "eee",
            "12",
            "3",
            "\u00e9",
            "\u00c9e",
            "e\u0301",
            "!!!",
            "!!!!",
            " ",
            "  ",
            "\n",
            "\t",
            "\u00a0",
            "\u6771\u4eac",
            "\ud83d\ude00",
            "<br>",
            "abcabc",
            "d",
            "ca",
            "\u201c",
            "_",
            "-",
            "\u0130",
            "\u00b2",
            "\u2460"
        };
        try (SubwordTokenizer tokenizer = open(ClipTokenizer.ofMerges(MERGES), CONTEXT)) {
            for (int i = 0; i < 400; i++) {
                StringBuilder text = new StringBuilder();
                int length = random.nextInt(30);
                for (int j = 0; j < length; j++) {
                    text.append(parts[random.nextInt(parts.length)]);
                }
                assertThat(ids(tokenizer, text.toString()))
                        .as(text.toString())
                        .containsExactly(plain.ids(text.toString()));
            }
        }
    }

    @Test
    void aTextThatIsCutKeepsItsEnd() throws IOException {
        try (SubwordTokenizer tokenizer = open(ClipTokenizer.ofMerges(MERGES), 5)) {
            int start = 512 + 16;
            assertThat(ids(tokenizer, "")).containsExactly(start, start + 1);
            long[] cut = ids(tokenizer, "a b c d e");
            assertThat(cut).hasSize(5).startsWith(start).endsWith(start + 1);
            assertThat(Arrays.copyOfRange(cut, 1, 4)).doesNotContain(start + 1);
        }
    }

    /** The rules of the specification, section 5, one after the other. */
    private static final class Plain {
        private static final Pattern PIECES = Pattern.compile(
                "'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+", Pattern.UNICODE_CHARACTER_CLASS);

        private final String[] characters = new String[256];
        private final Map<String, Integer> vocabulary = new LinkedHashMap<>();
        private final List<String> merges =
                MERGES.lines().skip(1).filter(line -> !line.isBlank()).toList();

        Plain() {
            List<String> inOrder = new ArrayList<>();
            for (int b = 0; b < 256; b++) {
                if ((b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174) {
                    characters[b] = Character.toString(b);
                    inOrder.add(characters[b]);
                }
            }
            for (int b = 0, next = 256; b < 256; b++) {
                if (characters[b] == null) {
                    characters[b] = Character.toString(next++);
                    inOrder.add(characters[b]);
                }
            }
            inOrder.forEach(each -> vocabulary.put(each, vocabulary.size()));
            inOrder.forEach(each -> vocabulary.put(each + "</w>", vocabulary.size()));
            merges.forEach(merge -> vocabulary.put(merge.replace(" ", ""), vocabulary.size()));
            vocabulary.put("start", vocabulary.size());
            vocabulary.put("end", vocabulary.size());
        }

        long[] ids(String text) {
            List<Long> ids = new ArrayList<>();
            ids.add((long) vocabulary.get("start"));
            String lower = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
            Matcher matcher = PIECES.matcher(lower);
            while (matcher.find()) {
                List<String> symbols = new ArrayList<>();
                for (byte each : matcher.group().getBytes(StandardCharsets.UTF_8)) {
                    symbols.add(characters[each & 255]);
                }
                symbols.add(symbols.remove(symbols.size() - 1) + "</w>");
                merge(symbols);
                symbols.forEach(symbol -> ids.add((long) vocabulary.get(symbol)));
            }
            List<Long> cut = ids.size() > CONTEXT - 1 ? new ArrayList<>(ids.subList(0, CONTEXT - 1)) : ids;
            cut.add((long) vocabulary.get("end"));
            return cut.stream().mapToLong(Long::longValue).toArray();
        }

        private void merge(List<String> symbols) {
            while (true) {
                int best = Integer.MAX_VALUE;
                for (int i = 0; i + 1 < symbols.size(); i++) {
                    int rank = merges.indexOf(symbols.get(i) + " " + symbols.get(i + 1));
                    best = rank >= 0 && rank < best ? rank : best;
                }
                if (best == Integer.MAX_VALUE) {
                    return;
                }
                for (int i = 0; i + 1 < symbols.size(); i++) {
                    if (merges.get(best).equals(symbols.get(i) + " " + symbols.get(i + 1))) {
                        symbols.set(i, symbols.get(i) + symbols.remove(i + 1));
                    }
                }
            }
        }
    }
}
