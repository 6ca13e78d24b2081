package io.winnow.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.models.Reference;
import io.winnow.models.vision.VitOptions.Patches;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PositionInterpolationTest {
    private static final Map<String, PositionInterpolation> RULES = Map.of(
            "bicubic", PositionInterpolation.BICUBIC,
            "bicubic_offset_0.1", PositionInterpolation.BICUBIC_OFFSET,
            "bicubic_antialias", PositionInterpolation.BICUBIC_ANTIALIAS,
            "bicubic_align_corners", PositionInterpolation.BICUBIC_CORNERS);

    private static Patches grid(int rows, int columns) {
        return new Patches(rows, columns, 8, true);
    }

    /** Two vectors before those of the patches stay what they are. */
    @Test
    void followsTheRuleOfEachLibrary() {
        Reference reference = Reference.load(getClass(), "position-interpolation.json");
        int stored = reference.get("grid").asInt();
        double[] positions = Reference.flat(reference.get("positions"));
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray patches = manager.create(positions, new Shape(1, (long) stored * stored, 3));
            NDArray prefix = manager.create(new double[] {1, 2, 3, 4, 5, 6}, new Shape(1, 2, 3));
            int cases = 0;
            for (JsonNode each : reference.get("cases")) {
                PositionInterpolation rule = RULES.get(each.get("rule").asText());
                Patches target =
                        grid(each.get("height").asInt(), each.get("width").asInt());
                NDArray found = rule.fit(prefix.concat(patches, 1), 2, grid(stored, stored), target);
                float[] values = found.toFloatArray();
                double[] expected = Reference.flat(each.get("expected"));
                assertThat(Arrays.copyOf(values, 6)).containsExactly(1, 2, 3, 4, 5, 6);
                assertThat(values).hasSize(6 + expected.length);
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) values[6 + i])
                            .as("%s", each.get("rule"))
                            .isCloseTo(expected[i], within(1e-5));
                }
                cases++;
            }
            assertThat(cases).isEqualTo(reference.get("cases").size()).isGreaterThanOrEqualTo(16);
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesAGridOfTheSameSizeUntouched(PositionInterpolation rule) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray positions = manager.randomNormal(new Shape(1, 7, 2));
            assertThat(rule.fit(positions, 1, grid(2, 3), grid(2, 3))).isSameAs(positions);
            NDArray other = rule.fit(positions, 1, grid(2, 3), grid(3, 2));
            assertThat(other.getShape()).isEqualTo(new Shape(1, 7, 2));
            assertThat(other).isNotEqualTo(positions);
        }
    }

    /** Constant positions stay constant on every grid: the weights of each rule sum to 1. */
    @ParameterizedTest
    @EnumSource
    void keepsConstants(PositionInterpolation rule) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray ones = manager.ones(new Shape(1, 12, 2));
            for (float value : rule.fit(ones, 0, grid(3, 4), grid(1, 9)).toFloatArray()) {
                assertThat(value).isCloseTo(1, within(1e-6f));
            }
        }
    }
}
