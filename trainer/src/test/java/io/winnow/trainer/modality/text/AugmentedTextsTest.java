package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.DataException;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.models.text.TextCleaning;
import io.winnow.trainer.cli.CommandRun;
import io.winnow.trainer.table.PretrainedText;
import io.winnow.trainer.table.TokenArrays;
import io.winnow.trainer.table.TokenRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changed copies of texts that a user has made. */
class AugmentedTextsTest {
    private static final TokenRules RULES = new TokenRules(64, 0, 0, "", TextCleaning.NONE);
    private static final TextDataset TEXTS = TextDataset.unlabelled(
            "train.csv",
            List.of("a", "b", "pair"),
            List.of(Text.of("my card"), Text.of("the rate"), new Text(List.of("one", "two"), true)));

    @TempDir
    Path folder;

    private Map<Integer, List<String>> read(String name, String content) throws IOException {
        return AugmentedTexts.read(Files.writeString(folder.resolve(name), content), TEXTS);
    }

    @Test
    void copiesAreReadFromListsAndFromRecords() throws IOException {
        assertThat(read("changed.jsonl", """
                        {"id": "b", "texts": ["how much is it", "what, then?"]}
                        {"id": "a", "texts": ["where is it"]}
                        """))
                .isEqualTo(Map.of(1, List.of("how much is it", "what, then?"), 0, List.of("where is it")));
        assertThat(read("changed.csv", "key,text\na,where is it\na,\"gone, lost\"\n"))
                .isEqualTo(Map.of(0, List.of("where is it", "gone, lost")));
    }

    @Test
    void mistakesAreExplained() {
        assertThatThrownBy(() ->
                        read("x.jsonl", "{\"id\": \"a\", \"texts\": [\"x\"]}\n{\"id\": \"bb\", \"texts\": [\"x\"]}\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("x.jsonl, line 2: has the key 'bb', which no training text of train.csv has;")
                .hasMessageContaining("did you mean 'b'?");
        assertThatThrownBy(() -> read("x.jsonl", "{\"key\": \"a\", \"texts\": []}"))
                .hasMessageContaining("x.jsonl, line 1: texts must have a text at least");
        assertThatThrownBy(() -> read("x.jsonl", "{\"key\": \"a\", \"texts\": [1]}"))
                .hasMessageContaining("texts must be a list of texts; found 1");
        assertThatThrownBy(() -> read("x.csv", "key,copy\na,b\n"))
                .hasMessageContaining("x.csv has no column 'text'")
                .hasMessageContaining("or texts has a list of them");
        assertThatThrownBy(() -> read("x.csv", "key,text\npair,b\n")).hasMessageContaining("a pair of texts");
    }

    /** A batch of which only the indices are known. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Rows(int[] indices) implements ExampleBatch {
        @Override
        public int first() {
            return 0;
        }

        @Override
        public ExampleBatch part(int begin, int end) {
            return new Rows(Arrays.copyOfRange(indices, begin, end));
        }

        @Override
        public NDArray examples(NDManager manager) {
            throw new IllegalStateException("nobody reads them");
        }

        @Override
        public long waitNanos() {
            return 0;
        }

        @Override
        public void close() {}
    }

    /** A view of a text with copies is one of them, which may be longer; the others keep their words and get padding. */
    @Test
    void viewsAreTheCopiesOfTheirTexts() throws IOException {
        FrozenEncoder encoder = FrozenEncoder.of(PretrainedText.EMBEDDED, 64);
        List<Tokens> tokens = encoder.tokens(TEXTS);
        Path file = Files.writeString(
                folder.resolve("long.csv"),
                "key,text\nb,a much longer text than that of which it is a copy\nb,short\n");
        Map<Integer, List<Tokens>> copies = AugmentedTexts.tokens(file, TEXTS, encoder);
        TextViewsConfig unchanged = new TextViewsConfig(0, 0, 1, Optional.empty());
        AugmentedViews views = new AugmentedViews(new TextViews(unchanged, encoder.pieces(), 0, tokens), copies, 0);
        Set<List<Long>> found = new HashSet<>();
        try (NDManager manager = NDManager.newBaseManager()) {
            for (long key = 0; key < 20; key++) {
                int[] rows = {0, 1};
                NDArray read = TokenArrays.of(tokens, rows, 5, RULES, manager);
                try (ExampleBatch batch = new Rows(rows)) {
                    NDArray view = views.of(batch, read, key, 1);
                    long[] all = view.toLongArray();
                    int length = (int) view.getShape().get(2);
                    assertThat(Arrays.copyOf(all, tokens.get(0).length()))
                            .isEqualTo(tokens.get(0).ids());
                    assertThat(Arrays.stream(all, tokens.get(0).length(), length)
                                    .max())
                            .hasValue(0);
                    found.add(Arrays.stream(all, 2 * length, 3 * length)
                            .filter(id -> id != 0)
                            .boxed()
                            .toList());
                }
            }
        }
        assertThat(found)
                .isEqualTo(new HashSet<>(copies.get(1).stream()
                        .map(copy -> Arrays.stream(copy.ids()).boxed().toList())
                        .toList()));
    }

    /** Texts as vectors, whose views are copies that are made in advance, are learned from by MLCD as well. */
    @Test
    void clustersOfTextsAreLearnedFromTheirCopies() throws IOException {
        StringBuilder texts = new StringBuilder("text\n");
        IntStream.range(0, 12).forEach(i -> texts.append("question ").append(i).append(" about my card\n"));
        Path data = Files.writeString(folder.resolve("texts.csv"), texts);
        Path copies = Files.writeString(folder.resolve("copies.csv"), "key,text\n1,what about it\n");
        Path config = Files.writeString(folder.resolve("mlcd.yaml"), """
                device: cpu
                recipe:
                  kind: mlcd
                  data: {kind: texts, train: %s, pretrained: {directory: %s}}
                  embed: {kind: pixels}
                  cluster: {k: 4}
                  labels: 2
                  discriminate:
                    encoder: {kind: frozen}
                    start: random
                    augmentation: {kind: text, copies: 2, augmented: %s}
                    training: {duration: {steps: 2}, batch_size: 6, optimizer: {kind: sgd, learning_rate: 0.05}}
                """.formatted(
                        data, SmallTextModels.write("roberta", folder.resolve("model")), copies));
        CommandRun done = CommandRun.of("train", config.toString(), "--run-dir", folder.toString());
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(Files.readString(folder.resolve("mlcd/log.txt"))).contains("4-discriminate");
    }
}
