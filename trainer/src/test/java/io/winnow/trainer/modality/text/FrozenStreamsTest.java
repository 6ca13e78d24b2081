package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.models.torch.Streams;
import io.winnow.models.torch.Threads;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.table.PretrainedText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vectors of a frozen encoder do not depend on the number of streams in which its batches are computed. */
class FrozenStreamsTest {
    private final int before = Threads.ofEngine();

    @TempDir
    Path folder;

    private FrozenEncoder encoder;

    @BeforeEach
    void write() throws IOException {
        encoder = FrozenEncoder.of(PretrainedText.in(SmallTextModels.write("roberta", folder.resolve("encoder"))), 20);
    }

    @AfterEach
    void restore() {
        Threads.use(before);
    }

    /** Enough for several batches, of different lengths. */
    private static TextDataset texts() {
        List<Text> texts = IntStream.range(0, 300)
                .mapToObj(i -> Text.of("the card " + "money ".repeat(i % 13) + i))
                .toList();
        return new TextDataset(
                "texts",
                IntStream.range(0, texts.size()).mapToObj(String::valueOf).toList(),
                texts,
                new NoLabels(texts.size()),
                ReadReport.EMPTY);
    }

    private float[][] vectors(int threads) {
        Threads.use(threads);
        return new FrozenVectors(encoder).of(texts(), Optional.empty(), note -> {});
    }

    private float[][] states(int threads, List<Tokens> tokens) {
        Threads.use(threads);
        return new FrozenVectors(encoder)
                .states(texts(), tokens, Optional.empty(), note -> {})
                .rows();
    }

    @Test
    void vectorsAreThoseOfOneStreamBitForBit() throws IOException {
        List<Tokens> tokens = encoder.tokens(texts());
        assertThat(TokenLengths.batches(tokens, encoder.rules(), Device.cpu())).hasSizeGreaterThan(3);
        float[][] one = vectors(1);
        float[][] states = states(1, tokens);
        for (int streams = 2; streams <= 3; streams++) {
            Threads.use(streams);
            assertThat(Streams.count(4)).isEqualTo(streams);
            assertThat(vectors(streams)).isDeepEqualTo(one);
            assertThat(states(streams, tokens)).isDeepEqualTo(states);
        }
    }

    @Test
    void streamsHeedARequestToStop() {
        StopSignal stop = new StopSignal();
        stop.request("signal");
        try (StopSignal.Heeding heeding = stop.heed()) {
            assertThatThrownBy(() -> vectors(2)).isInstanceOf(StoppedException.class);
        }
        assertThat(vectors(2)).hasNumberOfRows(300);
    }
}
