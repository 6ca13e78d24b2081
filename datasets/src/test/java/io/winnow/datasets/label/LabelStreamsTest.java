package io.winnow.datasets.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelStreamsTest {
    @Test
    void noTwoStreamsOfASeedAreTheSame() {
        assertThat(numbers(LabelStreams.class)).hasSizeGreaterThan(1).doesNotHaveDuplicates();
    }

    private static List<Long> numbers(Class<?> streams) {
        return Arrays.stream(streams.getDeclaredFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                .map(field -> {
                    try {
                        return ((Number) field.get(null)).longValue();
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }
}
