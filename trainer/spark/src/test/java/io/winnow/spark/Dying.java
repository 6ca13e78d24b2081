package io.winnow.spark;

import io.winnow.trainer.workers.Place;
import io.winnow.trainer.workers.Workers;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Workers one of which dies: with its task of the second round, or turn of a round, of a training that is not over, and with a shard of an
 * embedding. It has computed then, but its result is lost.
 *
 * @param workers the workers
 * @param marks folder in which a file says that a process has died
 * @param inEmbedding whether one dies in the embedding
 */
record Dying(Workers workers, Path marks, boolean inEmbedding) implements Workers {
    @Override
    public int count() {
        return workers.count();
    }

    @Override
    public String description() {
        return workers.description();
    }

    @Override
    public List<byte[]> map(String name, int tasks, boolean sticky, Task task) throws IOException {
        String kind = name.substring(0, name.indexOf(' '));
        Path first = marks.resolve(kind + "-began");
        boolean dies = kind.equals("embedding") ? inEmbedding : Files.exists(first);
        if (!dies && !Files.exists(first)) {
            Files.createFile(first);
        }
        String mark = marks.resolve(kind + "-died").toString();
        return workers.map(name, tasks, sticky, dies ? new Death(task, mark) : task);
    }

    @Override
    public byte[] reduce(String name, int tasks, boolean sticky, Task task, Combine combine) throws IOException {
        return workers.reduce(name, tasks, sticky, task, combine);
    }

    @Override
    public void close() {}

    /** Ends its process after the task of number 1, once. */
    private record Death(Task task, String mark) implements Task {
        @Override
        public byte[] run(int number, Place place) throws IOException {
            byte[] result = task.run(number, place);
            if (number == 1) {
                try {
                    Files.createFile(Path.of(mark));
                    Runtime.getRuntime().halt(17);
                } catch (FileAlreadyExistsException done) {
                    return result;
                }
            }
            return result;
        }
    }
}
