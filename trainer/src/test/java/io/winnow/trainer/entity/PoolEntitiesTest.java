package io.winnow.trainer.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.entity.EntityNames.Entity;
import io.winnow.trainer.pool.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolEntitiesTest {
    private static final EntityNames NAMES = new EntityNames(List.of(
            new Entity("1", "cat", List.of("felix")),
            new Entity("2", "car", List.of("jaguar")),
            new Entity("3", "animal", List.of("jaguar")),
            new Entity("4", "lynx", List.of("felix", "tufty")),
            new Entity("5", "bobcat", List.of("tufty"))));

    @TempDir
    Path folder;

    private static Pool pool(String... texts) {
        List<String> keys =
                IntStream.range(0, texts.length).mapToObj(Integer::toString).toList();
        return new Pool(
                "pool",
                "",
                keys,
                Stream.of(texts).map(Optional::of).toList(),
                Collections.nCopies(texts.length, Optional.empty()),
                Optional.empty(),
                List.of(),
                List.of());
    }

    /**
     * A name of two entities means the one with which the image can be compared, and none if there is no such image. Each example is counted
     * once.
     */
    @Test
    void namesThatCannotBeDecidedAreLeftOut() throws IOException {
        float[][] images = {{1, 0}, {1, 0}, {1, 0.1f}, {0, 1}, {0, 1}, {0, 1}, {0, 1}};
        PoolEntities found = PoolEntities.of(
                pool("a cat", "my cat", "felix", "jaguar", "tufty", "cat", "nothing"),
                NAMES,
                Optional.of(images),
                0.5,
                1);
        assertThat(found.counts().values()).containsExactly(7L, 1L, 2L, 1L, 0L, 3L, 1L);
        Path table = folder.resolve("entities.csv");
        found.write(table);
        assertThat(Files.readAllLines(table).stream().map(line -> line.replaceFirst(",0[.][0-9]+,", ",COSINE,")))
                .containsExactly(
                        "key,label,entity,found,cosine,all",
                        "0,cat,1,cat,COSINE,cat",
                        "1,cat,1,cat,COSINE,cat",
                        "2,cat,1,felix,COSINE,cat");
    }
}
