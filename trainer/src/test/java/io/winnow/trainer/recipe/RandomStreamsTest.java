package io.winnow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.run.SeedStreams;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomStreamsTest {
    @ParameterizedTest
    @ValueSource(classes = {BatchStreams.class, SeedStreams.class})
    void noTwoStreamsOfAKeyAreTheSame(Class<?> streams) {
        assertThat(numbers(streams)).hasSizeGreaterThan(1).doesNotHaveDuplicates();
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
