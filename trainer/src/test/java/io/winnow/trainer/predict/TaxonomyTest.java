package io.winnow.trainer.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.run.UserException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaxonomyTest {
    private static ClassInfo node(String label, String... parents) {
        return new ClassInfo(label, label, Optional.empty(), List.of(parents));
    }

    /** The mean over the ancestors has the factor 1 - b for all, which the length of 1 takes away. */
    @Test
    void ancestorsCountLessTheFartherTheyAre() {
        Taxonomy taxonomy = Taxonomy.of(List.of(node("cat", "pet"), node("pet", "animal"), node("stone")));
        assertThat(taxonomy.nodes().keySet()).containsExactly("cat", "pet", "stone", "animal");
        assertThat(taxonomy.inner()).containsExactlyInAnyOrder("pet", "animal");
        double[][] mixed = taxonomy.mixed(new double[][] {{1, 0, 0}, {0, 1, 0}, {0.6, 0.8, 0}, {0, 0, 1}}, 0.5);
        double cat = Math.sqrt(1 + 0.25 + 0.0625);
        assertThat(mixed[0]).containsExactly(new double[] {1 / cat, 0.5 / cat, 0.25 / cat}, within(1e-12));
        double pet = Math.sqrt(1.25);
        assertThat(mixed[1]).containsExactly(new double[] {0, 1 / pet, 0.5 / pet}, within(1e-12));
        assertThat(mixed[2]).containsExactly(new double[] {0.6, 0.8, 0}, within(1e-12));
        assertThat(mixed).hasDimensions(3, 3);
    }

    /** The root is a parent and a parent of a parent, and counts as a parent. A class without a vector of its own has those above it. */
    @Test
    void anAncestorOnTwoWaysCountsOnceAtTheShorterDistance() {
        Taxonomy taxonomy = Taxonomy.of(List.of(node("a", "b", "root"), node("b", "root"), node("root")));
        double[][] mixed = taxonomy.mixed(new double[][] {{0, 0}, {1, 0}, {0, 1}}, 0.25);
        assertThat(mixed[0]).containsExactly(new double[] {Math.sqrt(0.5), Math.sqrt(0.5)}, within(1e-12));
    }

    @Test
    void circlesAndClassesWithoutParentsAreRefused() {
        assertThatThrownBy(() -> Taxonomy.of(List.of(node("x", "a"), node("a", "b"), node("b", "c"), node("c", "a"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("The class 'a' of --labels is above itself");
        assertThatThrownBy(() -> Taxonomy.of(List.of(node("a", "a")))).hasMessageContaining("above itself");
        assertThatThrownBy(() -> Taxonomy.of(List.of(node("a"), node("b")))).hasMessageContaining("no class has any");
    }

    @Test
    void aParentThatDiffersInItsLettersFormIsReported() {
        assertThat(Taxonomy.of(List.of(node("cat", "Animal"), node("animal"))).warnings())
                .singleElement()
                .asString()
                .contains("Do you mean 'animal'?");
    }
}
