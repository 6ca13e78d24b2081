package io.winnow.trainer.recipe.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which clients take part in a round. */
class FederatedRoundsTest {
    private static List<Client> clients(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Client(i, "client " + i, new int[] {i}, new int[0]))
                .toList();
    }

    private static List<Integer> chosen(List<Client> clients, int count, long round) {
        return FederatedRounds.choose(clients, count, 5, round).stream()
                .map(Client::number)
                .toList();
    }

    @Test
    void eachClientIsDrawnEquallyOftenAndOnceInARound() {
        int[] counts = new int[20];
        int rounds = 4000;
        for (int round = 0; round < rounds; round++) {
            assertThat(chosen(clients(20), 5, round))
                    .hasSize(5)
                    .doesNotHaveDuplicates()
                    .isSorted()
                    .allSatisfy(number -> counts[number]++);
        }
        // The standard deviation of a share is sqrt(0.25 * 0.75 / 4000) = 0.007.
        for (int count : counts) {
            assertThat(count / (double) rounds).isCloseTo(0.25, within(0.03));
        }
    }

    /** If clients without labels are left out, the others are chosen as before, and further ones in their place. */
    @Test
    void fewerClientsChangeNothingButTheirOwnPlaces() {
        List<Client> all = clients(20);
        for (int round = 0; round < 50; round++) {
            List<Client> some = new ArrayList<>(all);
            some.remove(19);
            some.remove(3);
            List<Integer> kept = new ArrayList<>(chosen(all, 5, round));
            kept.removeAll(List.of(3, 19));
            assertThat(chosen(some, 5, round)).hasSize(5).containsAll(kept);
        }
    }
}
