package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code winnow loop choose}: items are chosen from the vectors of a user. */
class LoopChooseCommandTest extends OnCommandLine {
    private static Path items(String name, String rows) throws IOException {
        return Files.writeString(folder.resolve(name), "key,label\n" + rows);
    }

    private static Path vectors(String name, float[][] rows) throws IOException {
        Path file = folder.resolve(name);
        try (NDManager manager = NDManager.newBaseManager()) {
            VectorFiles.write(file, manager.create(rows));
        }
        return file;
    }

    private static int choose(Path items, Path vectors, String... more) {
        String[] command = Stream.concat(
                        Stream.of(
                                "loop",
                                "choose",
                                items.toString(),
                                "--vectors",
                                vectors.toString(),
                                "--force",
                                "--output",
                                folder.resolve("chosen.csv").toString()),
                        Stream.of(more))
                .toArray(String[]::new);
        return winnow(command);
    }

    private static List<String> chosen() throws IOException {
        return Files.readAllLines(folder.resolve("chosen.csv"));
    }

    /** The points 0, 1 and 10 on a line, of which the first has a label: the farthest comes first, and then the radius is 1. */
    @Test
    void theFarthestPointOfALine() throws IOException {
        Path items = items("line.csv", "zero,a\none,\nten,\n");
        Path line = vectors("line.npy", new float[][] {{0}, {1}, {10}});
        assertThat(choose(items, line, "--raw", "--by", "k-center", "--count", "2"))
                .as(err)
                .isZero();
        assertThat(chosen())
                .containsExactly("rank,key,row,strategy,score", "1,ten,2,k-center,1.0", "2,one,1,k-center,0.0");
        // Scaled to length 1, the points 1 and 10 are the same one.
        assertThat(choose(items, line, "--by", "k-center", "--count", "2"))
                .as(err)
                .isZero();
        assertThat(chosen()).hasSize(2);
        assertThat(err).contains("1 item repeats the vector of another one").contains("Only 1 item can be chosen");
        assertThat(choose(items, line, "--by", "k-center", "--count", "2", "--keep-duplicates"))
                .as(err)
                .isZero();
        assertThat(chosen()).hasSize(3);
    }

    /** Labels of two groups: the item between them has the smallest margin, and one in the middle of a group looks most like it. */
    @Test
    void labelsGiveAClassifier() throws IOException {
        Path items = items("groups.csv", "a,x\nb,y\nbetween,\nlike-a,\nlike-b,\ncopy-of-a,\n");
        Path file = vectors("groups.npy", new float[][] {{1, 0}, {0, 1}, {.7f, .71f}, {1, .1f}, {.1f, 1}, {1, 0}});
        assertThat(choose(items, file, "--by", "margin", "--count", "1"))
                .as(err)
                .isZero();
        assertThat(chosen().get(1)).startsWith("1,between,2,margin,");
        assertThat(choose(items, file, "--by", "highest", "--positive", "x", "--count", "1"))
                .as(err)
                .isZero();
        assertThat(chosen().get(1)).startsWith("1,like-a,3,highest,");
    }

    @Test
    void mistakesAreExplained() throws IOException {
        Path items = items("few.csv", "a,\nb,\nc,\n");
        Path file = vectors("few.npy", new float[][] {{1, 0}, {0, 1}, {1, 1}});
        Path broken = vectors("broken.npy", new float[][] {{1, 0}, {0, Float.NaN}, {1, 1}});
        assertThat(choose(items, broken)).isEqualTo(2);
        assertThat(err).contains("broken.npy: row 1, counted from 0, has the value NaN");
        assertThat(choose(items, vectors("short.npy", new float[][] {{1, 0}}))).isEqualTo(2);
        assertThat(err).contains("short.npy has 1 rows, but", "has 3 records");
        assertThat(choose(items, file, "--by", "margin")).isEqualTo(2);
        assertThat(err).contains("needs a classifier, and so items of at least two classes");
        assertThat(choose(items, file, "--by", "probcover")).isEqualTo(2);
        assertThat(err).contains("add --classes K");
        assertThat(choose(items, file, "--by", "typiclus")).isEqualTo(2);
        assertThat(err).contains("Did you mean 'typiclust'?");
        assertThat(choose(items, file, "--by", "highest")).isEqualTo(2);
        assertThat(err).contains("name it with --positive");
        assertThat(choose(items("full.csv", "a,x\nb,y\nc,x\n"), file)).isEqualTo(2);
        assertThat(err).contains("every item has a label already");
    }
}
