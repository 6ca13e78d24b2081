package io.winnow.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressFileTest {
    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();

    /** Notes what it is told. */
    private final Progress shown = new Progress() {
        @Override
        public void say(String line) {
            said.add(line);
        }

        @Override
        public Task start(String name, String unit, long done, long total) {
            said.add("start " + name);
            return new Task() {
                @Override
                public void at(long reached, String note) {
                    said.add(name + " at " + reached);
                }

                @Override
                public void close() {
                    said.add("end " + name);
                }
            };
        }
    };

    @Test
    void tasksAreWrittenFromTheOutermostInwardsAndShownAsBefore() throws IOException {
        Path file = folder.resolve("progress.json");
        ProgressFile progress = new ProgressFile(shown, file);
        progress.stages(List.of("1-cluster"));
        progress.stage("1-cluster");
        try (Progress.Task outer = progress.start("shards", "shards", 2, 4);
                Progress.Task inner = progress.start("k-means", "iterations", 0, 10)) {
            outer.at(3, "");
            inner.at(1, "inertia 5");
            ProgressFile.State state = Json.read(file, ProgressFile.State.class);
            assertThat(state.stages()).containsExactly("1-cluster");
            assertThat(state.stage()).isEqualTo("1-cluster");
            assertThat(state.tasks())
                    .extracting(
                            ProgressFile.TaskState::name, ProgressFile.TaskState::first, ProgressFile.TaskState::total)
                    .containsExactly(tuple("shards", 2L, 4L), tuple("k-means", 0L, 10L));
        }
        assertThat(Json.read(file, ProgressFile.State.class).tasks()).isEmpty();
        assertThat(said)
                .containsExactly(
                        "start shards", "start k-means", "shards at 3", "k-means at 1", "end k-means", "end shards");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedOnceAndDoesNotEndTheTraining() throws IOException {
        Path file =
                Files.createDirectories(folder.resolve("progress.json/full")).getParent();
        ProgressFile progress = new ProgressFile(shown, file);
        progress.stage("1-fit");
        progress.start("1-fit", "steps", 0, 3).close();
        assertThat(said).hasSize(3).first().asString().startsWith("Warning: " + file + " cannot be written");
    }
}
