package io.winnow.trainer.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.run.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientSplitTest {
    private static final int[] CLASSES = IntStream.range(0, 600).map(i -> i % 3).toArray();

    private static int[] all(ClientSplit split) {
        return split.clients().stream().flatMapToInt(IntStream::of).sorted().toArray();
    }

    @Test
    void everyExampleBelongsToOneClient() {
        ClientSplit split = ClientSplit.byDirichlet(CLASSES, 3, 7, 0.3, 2, 1);
        assertThat(all(split)).containsExactly(IntStream.range(0, 600).toArray());
        assertThat(all(ClientSplit.uniformly(600, 7, 1)))
                .containsExactly(IntStream.range(0, 600).toArray());
        assertThat(split.clients()).allMatch(client -> client.length >= 2);
    }

    @Test
    void aLargeAlphaGivesEqualMixturesAndASmallOneDoesNot() {
        for (int[] client : ClientSplit.byDirichlet(CLASSES, 3, 4, 1e6, 1, 2).clients()) {
            int zeros = (int) IntStream.of(client).filter(i -> CLASSES[i] == 0).count();
            assertThat(client.length).isBetween(147, 153);
            assertThat(zeros).isBetween(49, 51);
        }
        ClientSplit uneven = ClientSplit.byDirichlet(CLASSES, 3, 4, 0.05, 1, 2);
        assertThat(uneven.clients()).anyMatch(client -> {
            long[] counts = new long[3];
            IntStream.of(client).forEach(i -> counts[CLASSES[i]]++);
            return Arrays.stream(counts).max().orElseThrow() > 0.9 * client.length;
        });
    }

    @Test
    void clientsOfShardsHaveFewClasses() {
        ClientSplit split = ClientSplit.byShards(CLASSES, 3, 5, 2, 4);
        assertThat(all(split)).containsExactly(IntStream.range(0, 600).toArray());
        assertThat(split.clients()).allMatch(client -> client.length == 120);
        // A shard of 60 has one class, since 60 divides 200 only with a rest: at most one more at each border.
        assertThat(split.clients())
                .allMatch(client ->
                        IntStream.of(client).map(i -> CLASSES[i]).distinct().count() <= 3)
                .anyMatch(client ->
                        IntStream.of(client).map(i -> CLASSES[i]).distinct().count() <= 2);
    }

    @Test
    void oneClientHasEverything() {
        assertThat(ClientSplit.byDirichlet(CLASSES, 3, 1, 0.1, 1, 3).clients().get(0))
                .hasSize(600);
    }

    @Test
    void theLastExamplesOfAClientAreLabelled() {
        ClientSplit split = new ClientSplit(List.of(new int[] {5, 3, 9, 1, 7}));
        assertThat(split.labelled(0, 0.5)).containsExactly(1, 7);
        assertThat(split.unlabelled(0, 0.5)).containsExactly(5, 3);
    }

    @Test
    void clientsWithTooFewExamplesAreRefusedAfterManyDraws() {
        assertThatThrownBy(() -> ClientSplit.byDirichlet(new int[] {0, 1, 0}, 2, 5, 0.1, 1, 1))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("3 examples among 5 clients");
    }
}
