package io.winnow.example;

import io.winnow.Model;
import io.winnow.Predicted;
import io.winnow.Run;
import io.winnow.Training;
import java.io.IOException;
import java.nio.file.Path;

/** The example of the README: trains on a folder of images, uses the model, and exports it. */
public final class TrainAndUse {
    private TrainAndUse() {}

    /** Trains CONFIG in the folder RUN, and predicts the labels of what is in the folder IMAGES. */
    public static void main(String[] args) throws IOException {
        Path config = Path.of(args[0]);
        Path folder = Path.of(args[1]);
        Run run = Training.read(config, "seed=2").run(folder);
        System.out.printf("accuracy %.4f%n", run.metrics().get("accuracy"));
        try (Model model = run.model()) {
            for (Predicted each : model.predict(Path.of(args[2])).items()) {
                System.out.println(each.key() + " " + each.labels() + " " + each.values());
            }
        }
        run.export(folder.resolveSibling("exported"));
    }
}
