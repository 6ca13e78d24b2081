package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.search.ItemIndex;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.Pipe.SinkChannel;
import java.nio.channels.Pipe.SourceChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that the check of inputs must let pass, although they lie beside inputs or have the names of inputs, and one that cannot be. */
class AllowedOutputsTest {
    @TempDir
    private Path folder;

    /** As the shell has them for {@code <(command)}. */
    @Test
    void aPipeIsReadWhateverTheOutputIs() throws IOException {
        Path files = Path.of("/proc/self/fd");
        assumeThat(files).isDirectory();
        Pipe pipe = Pipe.open();
        try (SourceChannel source = pipe.source();
                SinkChannel sink = pipe.sink();
                Stream<Path> links = Files.list(files)) {
            Path opened = links.filter(link -> Files.isSymbolicLink(link) && isPipe(link))
                    .findFirst()
                    .orElseThrow();
            Path output = InputGuardTest.file(folder.resolve("predictions.jsonl"), InputGuardTest.CONTENT);
            CommandRun run = CommandRun.of(
                    "predict",
                    folder.resolve("model").toString(),
                    opened.toString(),
                    "--output",
                    output.toString(),
                    "--force");
            assertThat(run.err()).contains("model").doesNotContain(opened.toString());
        }
    }

    private static boolean isPipe(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().startsWith("pipe:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    /** A folder of images that is no run may have a file of the name that runs give their files. */
    @Test
    void filesOfFoldersOfOtherKindsAreNotRefused() throws IOException {
        for (String name : List.of(RunDirectory.RESULT, RunDirectory.CONFIG, RunDirectory.LOG, ItemIndex.ITEMS)) {
            Path written = InputGuardTest.file(folder.resolve("photos").resolve(name), InputGuardTest.CONTENT);
            CommandRun run = CommandRun.of(
                    "predict",
                    folder.resolve("model").toString(),
                    folder.resolve("photos").toString(),
                    "--output",
                    written.toString(),
                    "--force");
            assertThat(run.err()).contains("model").doesNotContain("it would be lost");
        }
    }

    /** A command is run again, with its results in the folder that it reads. */
    @Test
    void resultsInTheFolderThatIsReadAreReplaced() throws IOException {
        Path run = folder.resolve("run");
        InputGuardTest.file(run.resolve(RunDirectory.CONFIG), "recipe: {}\n");
        InputGuardTest.file(
                run.resolve("items.jsonl"), "{}\n"); // of an audit, but the items of an index have this name, too
        CommandRun audit = CommandRun.of("audit", run.toString(), "--output", run.toString());
        assertThat(audit.err()).contains("recipe").doesNotContain("it would be lost");
        Path photos = folder.resolve("photos");
        InputGuardTest.file(photos.resolve("annotate.json"), "{}\n");
        CommandRun annotate = CommandRun.of(
                "annotate",
                photos.toString(),
                "--task",
                folder.resolve("task.yaml").toString(),
                "--output",
                "" + photos);
        assertThat(annotate.err()).contains("task.yaml").doesNotContain("it would be lost");
    }

    /** Files that a command does not replace may be in its output folder. */
    @Test
    void otherFilesInTheOutputFolderAreNotRefused() throws IOException {
        Path labels = InputGuardTest.file(folder.resolve("mine.csv"), InputGuardTest.CONTENT);
        CommandRun run = CommandRun.of("audit", labels.toString(), "--output", folder.toString());
        assertThat(run.err()).contains("--vectors").doesNotContain("it would be lost");
        assertThat(labels).hasContent(InputGuardTest.CONTENT);
    }

    /** Which is said before the run is read. */
    @Test
    void aFileIsNoFolderOfAnOutput() throws IOException {
        Path file = InputGuardTest.file(folder.resolve("file"), InputGuardTest.CONTENT);
        String output = file.resolve("inside").toString();
        CommandRun export = CommandRun.of("export", folder.resolve("run").toString(), "--output", output);
        assertThat(export.code()).isEqualTo(2);
        assertThat(export.err().strip())
                .isEqualTo(output + " cannot be written: " + file + " is a file. Choose another --output.");
        assertThat(file).hasContent(InputGuardTest.CONTENT);
    }
}
