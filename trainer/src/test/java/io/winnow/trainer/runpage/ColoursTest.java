package io.winnow.trainer.runpage;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.label.ClassSets;
import io.winnow.trainer.page.Block;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColoursTest {
    @Test
    void labelsHaveColoursInTheOrderOfTheClasses() {
        Block.Colouring colours = Colours.of("label", List.of("b", "a", "", "b", "c|d"), List.of("a", "b"));
        assertThat(colours.names()).containsExactly("a", "b", "c|d");
        assertThat(colours.numbers()).containsExactly(1, 0, -1, 1, 2);
    }

    @Test
    void ofVeryManyLabelsOnlyTheMostFrequentHaveTheirOwnColour() {
        List<String> labels = IntStream.range(0, 60)
                .mapToObj(i -> i < 30 ? "rare " + i : "class " + i % 15)
                .toList();
        Block.Colouring colours = Colours.of("label", labels, List.of());
        assertThat(colours.names()).hasSize(20).endsWith("other labels");
        assertThat(IntStream.range(0, 15).mapToObj(i -> "class " + i).toList()).isSubsetOf(colours.names());
        assertThat(IntStream.of(colours.numbers()).filter(each -> each == 19).count())
                .isEqualTo(26);
    }

    @Test
    void numbersAreColouredInFiveEqualParts() {
        List<String> labels = IntStream.range(0, 11)
                .mapToObj(i -> i == 10 ? "" : Integer.toString(9 - i))
                .toList();
        Block.Colouring colours = Colours.ofNumbers("label", labels);
        assertThat(colours.names()).hasSize(5).startsWith("0.000 to 1.000");
        assertThat(colours.numbers()).containsExactly(4, 4, 3, 3, 2, 2, 1, 1, 0, 0, -1);
    }

    @Test
    void whatIsNotKnownIsNeitherRightNorWrong() {
        Block.Colouring colours =
                Colours.right("right or wrong", List.of("a", "a", "", "b"), List.of("a", "b", "a", ""));
        assertThat(colours.numbers()).containsExactly(0, 1, -1, -1);
    }

    @Test
    void setsAreColouredByEachClassWithWhatIsNotKnown() {
        ClassSets sets = new ClassSets(
                new int[][] {{1}, {0, 1}, {}}, new int[][] {{0}, {}, {}}, new boolean[3], List.of("a", "b"));
        List<Block.Colouring> colours = Colours.ofSets(sets, new int[] {2, 1, 0});
        assertThat(colours).extracting(Block.Colouring::name).startsWith("class b in the test data");
        assertThat(colours.get(0).numbers()).containsExactly(-1, 0, 0);
        assertThat(colours.get(1).numbers()).containsExactly(-1, 0, 1);
    }
}
