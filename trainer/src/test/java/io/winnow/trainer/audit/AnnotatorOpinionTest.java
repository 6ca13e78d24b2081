package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.trainer.annotate.AnnotationOutcome;
import io.winnow.trainer.run.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnotatorOpinionTest {
    private static final AnnotationOutcome OUTCOME =
            new AnnotationOutcome(List.of("a", "b"), List.of("dog", "cat"), List.of("x", "y", "z"), new double[][][] {
                {{0.1, 0.9}, null},
                {{0.4, 0.6}, null},
                {{0.7, 0.3}, {0.2, 0.8}}
            });

    /** Probabilities .9, .6 and .3 of the label 1: mean .6, so the label 1 stands and the label 0 is suspected (section 7). */
    @Test
    void annotatorsAreAveragedAndJoinTheMean() {
        AnnotatorOpinion opinion =
                AnnotatorOpinion.of("file", OUTCOME, List.of("b", "c", "a"), List.of("cat", "dog", "fox"));
        double[] models = {0.5, 0.5, 0, 0.2, 0.2, 0.6, 0.4, 0.4, 0.2};
        double[] alone = opinion.completedBy(models);
        assertThat(alone).containsExactly(new double[] {0.8, 0.2, 0, 0.2, 0.2, 0.6, 0.6, 0.4, 0}, within(1e-12));
        assertThat(opinion.joinedTo(models))
                .containsExactly(new double[] {0.575, 0.425, 0, 0.2, 0.2, 0.6, 0.45, 0.4, 0.15}, within(1e-12));
        assertThat(opinion.completedBy(new float[] {1, 2, 3}, new float[] {4, 5, 6}))
                .containsExactly(4, 2, 6);
        Opinion right = Opinion.of(alone, new int[] {0, 2, 0}, 3);
        assertThat(right.suggested()).containsExactly(0, 2, 0);
        assertThat(Opinion.of(alone, new int[] {0, 2, 1}, 3).confidence()[2]).isCloseTo(0.6f, within(1e-6f));
    }

    @Test
    void labelsAndKeysMustBeThoseOfTheRun() {
        assertThatThrownBy(() -> AnnotatorOpinion.of("file", OUTCOME, List.of("a"), List.of("dogs", "cat")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("'dog'")
                .hasMessageContaining("Did you mean 'dogs'?");
        assertThatThrownBy(() -> AnnotatorOpinion.of("file", OUTCOME, List.of("1", "2"), List.of("dog", "cat")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a, b")
                .hasMessageContaining("1, 2");
    }
}
