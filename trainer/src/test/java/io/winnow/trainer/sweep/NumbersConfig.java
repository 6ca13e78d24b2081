package io.winnow.trainer.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;

/** A table of numbers with two classes, and a configuration that learns from it, for tests of sweeps. */
public final class NumbersConfig {
    private NumbersConfig() {}

    /**
     * Writes both files, and returns the configuration.
     *
     * @param rows number of rows; row i has the number i
     * @param answer the class of a number
     * @param encoder the encoder
     * @param epochs duration of the training
     */
    public static Path write(Path folder, int rows, IntFunction<String> answer, String encoder, int epochs)
            throws IOException {
        StringBuilder csv = new StringBuilder("x,answer\n");
        for (int i = 0; i < rows; i++) {
            csv.append(i).append(',').append(answer.apply(i)).append('\n');
        }
        Path data = Files.writeString(folder.resolve("numbers.csv"), csv);
        return Files.writeString(folder.resolve("numbers.yaml"), """
            device: cpu
            threads: 1
            recipe:
              kind: supervised
              data:
                kind: rows
                file: %s
                labels: {answer: {kind: class}}
                split: {shares: {train: 0.6, validation: 0.2, test: 0.2}}
              classify:
                encoder: %s
                training: {duration: {epochs: %d}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.1}}
              frozen: {enabled: false}
            """.formatted(data, encoder, epochs));
    }
}
