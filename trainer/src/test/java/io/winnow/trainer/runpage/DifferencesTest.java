package io.winnow.trainer.runpage;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.page.Block;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferencesTest {
    private static String config(int seed, String rate, String mixup) {
        return "name: run-" + seed + rate + "\nseed: " + seed
                + "\nrecipe:\n  kind: supervised\n  data: {train: photos, noise:" + " {kind: uniform, seed: " + seed
                + "}}\n  classify: {rate: " + rate + mixup + ", sizes: [1, 2]}\n";
    }

    @Test
    void onlySettingsThatDifferBetweenGroupsAreNamed() {
        Block.Table table = (Block.Table) Differences.of(
                        List.of("a", "b"),
                        List.of(
                                List.of(config(1, "0.1", ""), config(2, "0.1", "")),
                                List.of(config(3, "0.01", ", mixup: 0.2"))))
                .orElseThrow();
        assertThat(table.header()).containsExactly("setting", "a", "b");
        assertThat(table.rows())
                .containsExactly(
                        List.of("recipe.classify.rate", "0.1", "0.01"), List.of("recipe.classify.mixup", "", "0.2"));
    }

    @Test
    void runsOfOneGroupDoNotDiffer() {
        assertThat(Differences.of(List.of("a"), List.of(List.of(config(1, "0.1", ""), config(2, "0.1", "")))))
                .isEmpty();
    }

    /** With another seed of the division, runs are judged on other examples. */
    @Test
    void theSeedOfADivisionIsASetting() {
        Block.Table table = (Block.Table) Differences.of(
                        List.of("a", "b"),
                        List.of(List.of("data: {split: {seed: 1}}\n"), List.of("data: {split: {seed: 2}}\n")))
                .orElseThrow();
        assertThat(table.rows()).containsExactly(List.of("data.split.seed", "1", "2"));
    }
}
