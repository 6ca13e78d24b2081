package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckSheetTest {
    private static final List<String> KEYS = List.of("a.png", "b.png", "c.png", "d.png");
    private static final ClassLabels GIVEN = new ClassLabels(new int[] {0, 1, 1, 0}, List.of("cat", "dog"));

    @TempDir
    Path folder;

    private CheckedAnswers read(String... lines) throws IOException {
        return CheckedAnswers.read(Files.write(folder.resolve("check.csv"), List.of(lines)), KEYS, GIVEN);
    }

    @Test
    void aLargerDrawBeginsWithTheSmallerOne() {
        int[] ten = CheckSheet.draw(50, 10, 4);
        assertThat(CheckSheet.draw(50, 20, 4)).startsWith(ten);
        assertThat(CheckSheet.draw(50, 10, 5)).isNotEqualTo(ten);
        assertThat(Arrays.stream(CheckSheet.draw(50, 90, 4)).sorted().distinct().toArray())
                .hasSize(50);
    }

    @Test
    void theSheetIsReadBackAndNeverReplaced() throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            ClassLabels given = (ClassLabels) data.trainLabels();
            Path output = folder.resolve("audit");
            assertThat(CheckSheet.write(data, given, 6, 1, output)).isEqualTo(6);
            Path sheet = output.resolve(CheckSheet.FILE);
            List<String> lines = Files.readAllLines(sheet);
            assertThat(lines).hasSize(7).first().isEqualTo("key,index,given,answer");
            assertThat(Files.readString(output.resolve(CheckSheet.PAGE)))
                    .contains("data:image/png;base64,")
                    .doesNotContain("\"DATA\"");
            List<String> keys = Arrays.stream(data.trainExamples())
                    .mapToObj(data.train()::key)
                    .toList();
            assertThatThrownBy(() -> CheckedAnswers.read(sheet, keys, given))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("has no answers: its column answer is empty in all 6 lines");
            String other = given.classNames()
                    .get(lines.get(1).contains("," + given.classNames().get(0) + ",") ? 1 : 0);
            lines.set(1, lines.get(1) + other);
            lines.set(2, lines.get(2) + "RIGHT");
            Files.write(sheet, lines);
            CheckedAnswers answers = CheckedAnswers.read(sheet, keys, given);
            assertThat(answers.rows()).containsExactly(Arrays.copyOf(CheckSheet.draw(given.size(), 6, 1), 2));
            assertThat(answers.wrong()).containsExactly(true, false);
            assertThat(answers.unanswered()).isEqualTo(4);
            assertThatThrownBy(() -> CheckSheet.write(data, given, 6, 1, output))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("may hold answers, so it is not replaced");
            assertThat(Files.readAllLines(sheet)).isEqualTo(lines);
        }
    }

    @Test
    void answersAreClassesOrWords() throws IOException {
        CheckedAnswers answers =
                read("key,given,answer", "d.png,cat,cat", "b.png,dog,cat", "c.png,dog,wrong", "a.png,cat,?");
        assertThat(answers.rows()).containsExactly(3, 1, 2);
        assertThat(answers.wrong()).containsExactly(false, true, true);
        assertThat(answers.undecided()).isEqualTo(1);
        assertThat(answers.share(1000).share()).isEqualTo(2 / 3.0);
    }

    @Test
    void mistakesAreNamedWithTheirLine() {
        assertThatThrownBy(() -> read("key,given,answer", "a.png,cat,dogg"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "line 2: the answer 'dogg' is no class; the classes are cat, dog. Did you mean 'dog'?");
        assertThatThrownBy(() -> read("key,given,answer", "a.png,cat,hippopotamus"))
                .hasMessageContaining("Write the right class, right, wrong, or ? if you cannot tell");
        assertThatThrownBy(() -> read("key,given,answer", "x.png,cat,dog"))
                .hasMessageContaining("the key 'x.png' is none of the 4 audited examples");
        assertThatThrownBy(() -> read("key,given,answer", "a.png,cat,dog", "a.png,cat,cat"))
                .hasMessageContaining("line 3: the key 'a.png' occurs a second time");
        assertThatThrownBy(() -> read("key,given,answer", "a.png,dog,dog"))
                .hasMessageContaining("was 'dog' when the file was written, and now it is 'cat'");
        assertThatThrownBy(() -> read("key,given", "a.png,dog")).isInstanceOf(DataException.class);
    }
}
