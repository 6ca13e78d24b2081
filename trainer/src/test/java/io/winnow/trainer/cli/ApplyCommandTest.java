package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyCommandTest {
    @TempDir
    Path folder;

    private CommandRun apply(Path labels, Path output, String... more) {
        String[] arguments = new String[6 + more.length];
        List.of("audit", "apply", labels.toString(), folder.resolve("c.csv").toString(), "--output", output.toString())
                .toArray(arguments);
        System.arraycopy(more, 0, arguments, 6, more.length);
        return CommandRun.of(arguments);
    }

    private void corrections(String... lines) throws IOException {
        Files.write(folder.resolve("c.csv"), List.of(lines));
    }

    @Test
    void aFileIsCopiedWithCorrectionsAndTheOriginalIsOnlyRead() throws IOException {
        Path labels = Files.writeString(folder.resolve("labels.csv"), "key,label\na,cat\nb,dog\nc,dog\n");
        corrections("key,given,suggested,decision,corrected", "a,cat,dog,accepted,dog", "b,dog,cat,dismissed,dog");
        Path output = folder.resolve("new.csv");
        CommandRun run = apply(labels, output);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("new.csv: 1 label was changed; 1 suggestion was dismissed. The keys were read as the values"
                        + " of the column key.");
        assertThat(output).hasContent("key,label\na,dog\nb,dog\nc,dog\n");
        assertThat(labels).hasContent("key,label\na,cat\nb,dog\nc,dog\n");

        assertThat(apply(labels, output).code()).isEqualTo(2);
        CommandRun over = apply(labels, labels, "--force");
        assertThat(over.code()).isEqualTo(2);
        assertThat(over.err()).contains("given as LABELS", "it would be lost");
        CommandRun again = apply(output, folder.resolve("third.csv"), "--json");
        assertThat(again.out()).contains("\"changed\":0,\"already_corrected\":1,\"dismissed\":1");
    }

    @Test
    void aFolderOfImagesBecomesALabelFileOfAllImages() throws IOException {
        Path train = TestData.write(folder).train().orElseThrow();
        Path image;
        try (var files = Files.walk(train)) {
            image = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        }
        String key = train.relativize(image).toString();
        String given = image.getParent().getFileName().toString();
        String other = given.equals("square") ? "disc" : "square";
        corrections("key,given,corrected", key + "," + given + "," + other);
        Path output = folder.resolve("labels.csv");
        CommandRun run = apply(train, output);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readAllLines(output)).hasSize(65).contains(key + "," + other);
        assertThat(image).exists();
        assertThat(apply(train, folder.resolve("other.csv"), "--separator", ";").err())
                .contains("--separator has no effect here. The labels of");
        corrections("key,given,corrected", key + "," + given + ",sqare");
        assertThat(apply(train, folder.resolve("other.csv")).err()).contains("'sqare' occurs nowhere in");
        assertThat(folder.resolve("other.csv")).doesNotExist();
        Files.createDirectories(folder.resolve("empty"));
        assertThat(apply(folder.resolve("empty"), folder.resolve("other.csv")).code())
                .isEqualTo(2);
        assertThat(apply(folder.resolve("none.csv"), folder.resolve("other.csv"))
                        .err())
                .contains("none.csv");
        assertThat(apply(folder.resolve("nosuch.csv"), folder.resolve("other.csv"), "--key-column", "id")
                        .err())
                .contains("nosuch.csv")
                .doesNotContain("names of its folders");
        corrections("key,given,corrected", "9/" + image.getFileName() + "," + given + "," + other);
        assertThat(apply(train, folder.resolve("other.csv")).err()).contains("is that of no example of");
    }

    @Test
    void aTableWithAColumnForEachClassIsCopied() throws IOException {
        Path labels = Files.writeString(folder.resolve("wide.csv"), "key,is_cat,is_dog\na,1,0\nb,0,1\n");
        corrections("key,given,corrected", "a,cat,cat|dog", "b,dog,");
        Path output = folder.resolve("new.csv");
        CommandRun run = apply(labels, output, "--label-columns", "is_*");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(output).hasContent("key,is_cat,is_dog\na,1,1\nb,0,0\n");

        Path other = folder.resolve("other.csv");
        assertThat(apply(labels, other).err()).contains("or the columns of the classes with --label-columns");
        assertThat(apply(labels, other, "--label-columns", "is_*", "--new-labels")
                        .err())
                .contains("--new-labels has no effect here. With --label-columns, each class has a column of its own.");
        assertThat(apply(labels, other, "--yes", "x").err()).contains("--yes has no effect here");
        assertThat(other).doesNotExist();
    }

    @Test
    void anAuditWithoutARunIsAnError() {
        CommandRun run = CommandRun.of("audit");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("Missing required parameter: 'RUN|LABELS'");
    }
}
