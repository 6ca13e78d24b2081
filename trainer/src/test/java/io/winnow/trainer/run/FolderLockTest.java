package io.winnow.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    Path folder;

    /** As a page does that asks for the list of runs and for one of them at the same time. */
    @Test
    void threadsThatLookAtTheSameTimeAreNoTraining() throws Exception {
        Files.createFile(folder.resolve(FolderLock.FILE));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> held = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                held.add(threads.submit(() -> {
                    int count = 0;
                    for (int i = 0; i < 500; i++) {
                        count += FolderLock.isHeld(folder) ? 1 : 0;
                    }
                    return count;
                }));
            }
            for (Future<Integer> each : held) {
                assertThat(each.get()).isZero();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void theLockOfThisProcessIsHeldUntilItIsClosed() throws Exception {
        try (FolderLock lock = FolderLock.take(folder, "held")) {
            assertThat(FolderLock.isHeld(folder)).isTrue();
        }
        assertThat(FolderLock.isHeld(folder)).isFalse();
    }

    @Test
    void aRequestToStopThatWasMeantForAnEarlierTrainingIsForgotten() throws Exception {
        RunDirectory.create(folder).close();
        RunDirectory.requestStop(folder);
        Files.writeString(folder.resolve(RunDirectory.PROGRESS), "{\"tasks\":[{\"name\":\"of the earlier one\"}]}");
        try (RunDirectory run = RunDirectory.create(folder)) {
            assertThat(RunDirectory.isStopRequested(folder)).isFalse();
            assertThat(run.progress()).doesNotExist();
        }
    }

    /** A training that is complete does not fail for a request that came too late and cannot be withdrawn. */
    @Test
    void aRequestThatCannotBeDeletedDoesNotFailTheTraining() throws Exception {
        RunDirectory run = RunDirectory.create(folder);
        Files.createDirectories(folder.resolve(".stop/full"));
        assertThatCode(run::close).doesNotThrowAnyException();
        assertThat(FolderLock.isHeld(folder)).isFalse();
    }
}
