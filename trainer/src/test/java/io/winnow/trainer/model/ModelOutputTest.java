package io.winnow.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.target.classes.ClassTarget;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelOutputTest {
    /** In synset.txt and labels.txt, the number of a line is that of the class. */
    @Test
    void aNameIsOneLine() {
        List<String> names = List.of("red\ncard", "a\r\nb", "plain", "\u2028");
        ModelOutput output =
                new ModelOutput(ModelOutput.Kind.CLASSIFIER, names.size(), new ClassTarget(names, List.of(1, 1, 1, 1)));
        assertThat(output.lines()).containsExactly("red card", "a b", "plain", " ");
    }
}
