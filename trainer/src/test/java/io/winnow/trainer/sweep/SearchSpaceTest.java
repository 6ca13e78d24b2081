package io.winnow.trainer.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.run.UserException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SearchSpaceTest {
    private static SearchSpace space(List<String> over, String... search) {
        return SearchSpace.parse(over, List.of(search));
    }

    @Test
    void aGridHasAllCombinations() {
        List<Setting> grid = space(List.of("a=1,2,3", "b=x,y", "c={kind: sgd, momentum: 0.9},[1, 2],\"u,v\",null"))
                .grid();
        assertThat(grid).hasSize(3 * 2 * 4).doesNotHaveDuplicates();
        assertThat(grid).extracting(Setting::trial).first().isEqualTo(1);
        assertThat(grid.get(0).assignments()).containsExactly("a=1", "b=x", "c={kind: sgd, momentum: 0.9}");
        assertThat(grid.get(1).assignments()).containsExactly("a=1", "b=x", "c=[1, 2]");
        assertThat(grid.get(2).values()).containsEntry("c", "\"u,v\"");
        assertThat(grid.get(23).assignments()).containsExactly("a=3", "b=y", "c=null");
    }

    /** More trials begin with the same ones, so that a search can be repeated with more of them. */
    @Test
    void drawsAreAFunctionOfTheSeed() {
        SearchSpace space = space(List.of("a=1,2,3"), "b=0..1", "c=1e-4..1e-1:log");
        List<Setting> drawn = space.random(20, 7);
        assertThat(space.random(20, 7)).isEqualTo(drawn);
        assertThat(space.random(8, 7)).isEqualTo(drawn.subList(0, 8));
        assertThat(space.random(20, 8)).isNotEqualTo(drawn);
        assertThat(drawn).extracting(Setting::values).doesNotHaveDuplicates();
    }

    @Test
    void aSmallSpaceIsDrawnCompletely() {
        SearchSpace space = space(List.of("a=1,2,3", "b=x,y"));
        assertThat(space.random(6, 1))
                .extracting(Setting::values)
                .containsExactlyInAnyOrderElementsOf(
                        space.grid().stream().map(Setting::values).toList());
        assertThatThrownBy(() -> space.random(7, 1))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--trials is 7, but there are only 6 different combinations");
        assertThat(space(List.of(), "a=1..4").random(4, 1)).hasSize(4);
        assertThatThrownBy(() -> space(List.of(), "a=1..4").random(5, 1)).hasMessageContaining("only about 4");
    }

    /**
     * The logarithm of base 10 of a draw from 1e-4 to 1e-1 is uniform in [-4, -1]: mean -2.5, standard deviation 3 / sqrt(12) = .866, so that
     * the mean of 4,000 draws lies within 4 standard errors, .055.
     */
    @Test
    void logarithmsAreUniform() {
        List<Setting> drawn = space(List.of(), "a=1e-4..1e-1:log").random(4000, 3);
        double[] logs = drawn.stream()
                .mapToDouble(setting ->
                        Math.log10(Double.parseDouble(setting.values().get("a"))))
                .toArray();
        double mean = Arrays.stream(logs).average().orElseThrow();
        double variance =
                Arrays.stream(logs).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        assertThat(mean).isCloseTo(-2.5, within(0.055));
        assertThat(variance).isCloseTo(0.75, within(0.05));
        assertThat(Arrays.stream(logs).allMatch(x -> x >= -4 && x <= -1)).isTrue();
        assertThat(drawn).allMatch(setting -> setting.values().get("a").matches("0\\.0*[1-9]\\d{0,3}"));
    }

    /** Each of the six integers is drawn with probability 1/6: of 6,000 draws 1,000, with a standard deviation of 29. */
    @Test
    void integersAreAllAsLikely() {
        Dimension.Range range = Dimension.Range.parse("a=2..7");
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 6000; i++) {
            counts.merge(range.draw(CounterRandom.of(5, i)), 1, Integer::sum);
        }
        assertThat(counts.keySet()).containsExactlyInAnyOrder("2", "3", "4", "5", "6", "7");
        assertThat(counts.values()).allMatch(count -> Math.abs(count - 1000) < 120);
        assertThat(space(List.of(), "a=1..1000:log").random(100, 1).stream()
                        .map(setting -> setting.values().get("a"))
                        .collect(Collectors.toSet()))
                .allMatch(value -> Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= 1000);
    }

    @Test
    void wrongOptionsAreExplained() {
        refuses(List.of("a"), List.of(), "--over a must have a key and its values");
        refuses(List.of("a="), List.of(), "must have a key and its values");
        refuses(List.of("a=1,,2"), List.of(), "empty value");
        refuses(List.of("a=1,1"), List.of(), "same value twice");
        refuses(List.of("a=1", "a=2"), List.of(), "The key a is given twice");
        refuses(List.of("a=1"), List.of("a=1..2"), "The key a is given twice");
        refuses(List.of("seed=1,2"), List.of(), "Use --seeds.");
        refuses(List.of("device=cpu,cuda"), List.of(), "Use --devices.");
        refuses(List.of(), List.of("a=1,2"), "To try single values, use --over.");
        refuses(List.of(), List.of("a=2..1"), "must begin with the smaller end; found 2 and 1");
        refuses(List.of(), List.of("a=0..1:log"), "its ends must be positive; found 0");
        refuses(List.of(), List.of("a=x..1"), "'x' is not a number");
        refuses(List.of(), List.of("a=1..Infinity"), "'Infinity' is not a number");
        refuses(List.of(), List.of(), "at least one key with several values");
        assertThatThrownBy(() -> space(List.of(), "a=0..1").grid()).hasMessageContaining("--search gives a range");
        String many = "=" + IntStream.range(0, 200).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThatThrownBy(() -> space(List.of("a" + many, "b" + many)).grid())
                .hasMessageContaining("These are 40000 combinations");
        assertThatThrownBy(() -> space(List.of("a" + many, "b" + many, "c" + many, "d" + many, "e" + many))
                        .grid())
                .hasMessageContaining("far too many");
    }

    private static void refuses(List<String> over, List<String> search, String message) {
        assertThatThrownBy(() -> SearchSpace.parse(over, search))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message);
    }
}
