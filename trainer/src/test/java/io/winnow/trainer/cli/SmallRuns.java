package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Small runs of the image recipes, trained on drawn images in a folder. {@code supervised} keeps an average of its weights. */
final class SmallRuns {
    private static final String RESNET = "{kind: resnet, depth: 8, width: 4}";
    private static final String VIT = "{kind: vit, patch_size: 8, width: 8, depth: 1, heads: 2}";
    private static final String TRAINING =
            "{duration: {steps: 2}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}";
    private static final String PRETRAIN = "{encoder: ENCODER, queue: 32, dimension: 8, training: TRAINING}";

    private static final Map<String, String> RECIPES = Map.of(
            "moco",
            "pretrain: PRETRAIN, probe: {neighbours: 3, linear: {max_iterations: 3}}",
            "mlcd",
            "embed: {kind: moco, pretrain: PRETRAIN}, cluster: {k: 6, iterations: 2}, labels: 2,"
                    + " discriminate: {encoder: ENCODER, dimension: 8, training: TRAINING},"
                    + " probe: {neighbours: 3, linear: {max_iterations: 3}}",
            "supervised",
            "classify: {encoder: ENCODER, training: AVERAGED}",
            "rcal",
            "contrast: {kind: moco, pretrain: PRETRAIN}, calibrate: {points: {per_class: 8, batch_size: 8}},"
                    + " refine: {kind: leave_out}, classify: {encoder: ENCODER, training: TRAINING}, frozen: {linear: {max_iterations: 3}}");

    private SmallRuns() {}

    /** Trains the named recipes into {@code folder/runs}, and writes their images to {@code folder/train} and {@code folder/test}. */
    static void train(Path folder, String... names) throws IOException {
        TestData.write(folder);
        for (String name : names) {
            String text = RECIPES.get(name)
                    .replace("PRETRAIN", PRETRAIN)
                    .replace("ENCODER", name.equals("moco") ? VIT : RESNET)
                    .replace("TRAINING", TRAINING)
                    .replace("AVERAGED", TRAINING.replace("{duration", "{ema_decay: 0.5, duration"));
            Path config = Files.writeString(
                    folder.resolve(name + ".yaml"),
                    "device: cpu\nrecipe: {kind: %s, data: {train: %s, test: %s, image_size: 16}, %s}\n"
                            .formatted(name, folder.resolve("train"), folder.resolve("test"), text));
            CommandRun run = CommandRun.of(
                    "train",
                    config.toString(),
                    "--run-dir",
                    folder.resolve("runs").toString());
            assertThat(run.code()).as(name + run.err()).isZero();
        }
    }
}
