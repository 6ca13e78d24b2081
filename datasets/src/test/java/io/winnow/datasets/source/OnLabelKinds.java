package io.winnow.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.label.Labels;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Base class of tests that read labels of one kind from a small file. */
abstract class OnLabelKinds {
    @TempDir
    Path folder;

    Labels read(String text, LabelDescription label) throws IOException {
        return Describe.label(folder, text.startsWith("{") ? "a.jsonl" : "a.csv", text, label);
    }

    static void assertShares(double[] found, double... expected) {
        assertThat(found).hasSize(expected.length);
        for (int k = 0; k < expected.length; k++) {
            assertThat(found[k]).as("class " + k).isCloseTo(expected[k], within(5e-5));
        }
    }
}
