package io.winnow.trainer.recipe.discover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Names of the outputs. */
class KnownPartTest {
    private static List<String> names(List<String> old, List<String> kept, int numbered, int outputs) {
        KnownPart known = new KnownPart(
                old, old.size(), kept, numbered, new int[0], new int[0], Optional.empty(), Optional.empty());
        return IntStream.range(0, outputs).mapToObj(known::name).toList();
    }

    @Test
    void newClassesAreNumbered() {
        assertThat(names(List.of("a", "b"), List.of(), 0, 4)).containsExactly("a", "b", "new-1", "new-2");
        assertThat(names(List.of("a"), List.of("new-2"), 3, 4)).containsExactly("a", "new-2", "new-4", "new-5");
    }

    /** Who writes the names of found classes into the labels, and trains again, must not get two classes of one name. */
    @Test
    void aNumberIsNotGivenToASecondClass() {
        assertThat(names(List.of("a", "new-3", "new-1", "new-03", "new-x"), List.of(), 0, 8))
                .containsExactly("a", "new-3", "new-1", "new-03", "new-x", "new-2", "new-4", "new-5");
    }
}
