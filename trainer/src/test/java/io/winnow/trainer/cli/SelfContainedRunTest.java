package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.RunData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run is self-contained: later changes of its data do not change predictions, and commands that read the data again report them. */
class SelfContainedRunTest extends OnSmallRuns {
    private static final int ADDED = 40;

    @BeforeAll
    static void train() throws IOException {
        SmallRuns.train(folder, "supervised", "mlcd", "rcal");
    }

    private Path elsewhere;

    /** Copies one of the test images to a folder outside of the data of the run. */
    @BeforeEach
    void copyImage() throws IOException {
        elsewhere = Files.createDirectories(folder.resolve("elsewhere")).resolve("one.png");
        try (Stream<Path> files = Files.walk(folder.resolve("test"))) {
            Path any = files.filter(file -> file.toString().endsWith(".png"))
                    .findFirst()
                    .orElseThrow();
            Files.deleteIfExists(elsewhere);
            Files.copy(any, elsewhere);
        }
    }

    @AfterEach
    void removeWhatWasAdded() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("train"))) {
            for (Path file :
                    files.filter(file -> file.toString().contains("white")).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The option --set of annotate is for its task, so it cannot say where the data of a run are. */
    @Test
    void annotateSaysHowDataThatHaveMovedAreFound() throws IOException {
        Path run = Path.of(run("supervised"));
        Path task = Files.writeString(folder.resolve("task.yaml"), """
                instruction: What is it?
                labels: [{label: red}, {label: blue}]
                annotators:
                  - kind: language_model
                    endpoint: {base: "http://127.0.0.1:9", model: small, key_variable: PATH}
                """);
        Path gone = folder.resolve("train");
        Path away = Files.move(gone, folder.resolve("moved"));
        try {
            assertThat(winnow("annotate", run.toString(), "--task", task.toString(), "--dry-run"))
                    .isEqualTo(2);
            assertThat(err)
                    .contains("they no longer exist at " + gone)
                    .contains("copy " + run.resolve("config.yaml") + ", write their new path to recipe.data.train")
                    .doesNotContain("--set");
            String config = Files.readString(run.resolve("config.yaml"));
            Path copy =
                    Files.writeString(folder.resolve("copy.yaml"), config.replace(gone.toString(), away.toString()));
            assertThat(winnow(
                            "annotate",
                            copy.toString(),
                            "--task",
                            task.toString(),
                            "--output",
                            folder.resolve("annotated").toString(),
                            "--dry-run"))
                    .as(err)
                    .isZero();
        } finally {
            Files.move(away, gone);
        }
    }

    private static String predicted(String model, Path image) {
        assertThat(winnow("predict", model, image.toString())).as(err).isZero();
        return out;
    }

    /** Adds white images to the folder of the first class, which change the mean of the training images. Returns the folder. */
    private static Path addImages() throws IOException {
        Path first;
        try (Stream<Path> classes = Files.list(folder.resolve("train"))) {
            first = classes.sorted().findFirst().orElseThrow();
        }
        BufferedImage white = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        int[] pixels = new int[256];
        Arrays.fill(pixels, 0xffffff);
        white.setRGB(0, 0, 16, 16, pixels, 0, 16);
        for (int i = 0; i < ADDED; i++) {
            ImageIO.write(white, "png", first.resolve("white" + i + ".png").toFile());
        }
        return first;
    }

    private static List<Float> std(String bundle) throws IOException {
        JsonNode images = new ObjectMapper()
                .readTree(Path.of(bundle, "model.json").toFile())
                .at("/input/preprocessing");
        List<Float> std = new ArrayList<>();
        images.get("std").forEach(value -> std.add((float) value.asDouble()));
        return std;
    }

    @Test
    void imagesAddedLaterDoNotChangePredictions() throws IOException {
        String before = predicted(run("supervised"), elsewhere);
        List<Float> normalisation = std(export("supervised", "--format", "onnx"));
        addImages();
        assertThat(predicted(run("supervised"), elsewhere)).isEqualTo(before);
        assertThat(std(export("supervised", "--format", "torchscript"))).isEqualTo(normalisation);
    }

    @Test
    void commandsThatReadTheDataAgainRejectChangedData() throws IOException {
        assertThat(winnow("evaluate", run("supervised"), "--json")).as(err).isZero();
        String before = out;
        String group = addImages().getFileName().toString();
        for (String[] command :
                List.of(new String[] {"audit", run("supervised")}, new String[] {"audit", run("rcal")}, new String[] {
                    "evaluate", run("mlcd")
                })) {
            assertThat(winnow(command)).as(command[0]).isEqualTo(2);
            assertThat(err)
                    .contains("The data have changed", "64 examples -> 104", group, RunData.ACCEPT)
                    .doesNotContain("at io.winnow");
            List<String> accepting = new ArrayList<>(List.of(command));
            accepting.add(RunData.ACCEPT);
            assertThat(winnow(accepting.toArray(String[]::new))).as(err).isZero();
            assertThat(err).contains("Warning: The data have changed");
        }
        // RCAL's run has stored vectors of its 64 training images; the list is of the images that are there now.
        assertThat(Files.readAllLines(Path.of(run("rcal"), "audit/labels.csv"))).hasSize(105);
        // A classifier is judged by the test images, of which neither content nor preprocessing has changed.
        assertThat(winnow("evaluate", run("supervised"), "--json")).as(err).isZero();
        assertThat(err).contains("64 examples -> 104", "does not change the result");
        assertThat(out).isEqualTo(before);
        Path test = elsewhere.getParent().resolveSibling("test").resolve(group).resolve("white.png");
        Files.copy(elsewhere, test);
        assertThat(winnow("evaluate", run("supervised"))).isEqualTo(2);
        Files.delete(test);
        assertThat(err).contains("64 examples -> 104", "32 examples -> 33", RunData.ACCEPT);
    }

    /** The classes of a run remain those of its training, so that images of others can neither be learned nor audited. */
    @Test
    void aClassThatIsAddedLaterIsLeftOut() throws IOException {
        assertThat(winnow("evaluate", run("supervised"), "--json")).as(err).isZero();
        String before = out;
        Path added = Files.createDirectories(folder.resolve("train/anew"));
        Files.copy(elsewhere, added.resolve("white.png"));
        try {
            String change =
                    "64 examples -> 65; images of 1 class that the training of this run lacks (anew) are left out";
            assertThat(winnow("evaluate", run("supervised"), "--json")).as(err).isZero();
            assertThat(out).isEqualTo(before);
            assertThat(err).contains(change, "does not change the result");
            Path tested = images(folder.resolve("test")).get(0);
            Path corrections = Files.writeString(
                    folder.resolve("corrections.csv"),
                    "key,corrected\n" + folder.resolve("test").relativize(tested) + ","
                            + tested.getParent().getFileName() + "\n");
            assertThat(winnow("evaluate", run("supervised"), "--label-errors", corrections.toString()))
                    .as(err)
                    .isZero();
            assertThat(err).contains(change, "does not change the result");
            for (String[] command :
                    List.of(new String[] {"audit", run("supervised")}, new String[] {"evaluate", run("mlcd")})) {
                assertThat(winnow(command)).as(command[0]).isEqualTo(2);
                assertThat(err).contains(change, RunData.ACCEPT);
                assertThat(winnow(command[0], command[1], RunData.ACCEPT))
                        .as(err)
                        .isZero();
                assertThat(err).contains("Warning: The data have changed", change);
            }
            List<String> audited = Files.readAllLines(Path.of(run("supervised"), "audit/labels.csv"));
            assertThat(audited).hasSize(66);
            assertThat(audited.get(65)).startsWith("anew/white.png,0,,");
        } finally {
            Files.delete(added.resolve("white.png"));
            Files.delete(added);
        }
    }

    /** Vectors, clusters and assignments that a stage has stored belong to the images as they were. */
    @Test
    void aRunResumesWithChangedImagesButNotWithOthers() throws IOException {
        Path copy = folder.resolve("resumed");
        try (Stream<Path> files = Files.walk(Path.of(run("supervised")))) {
            for (Path file : files.toList()) {
                Path target = copy.resolve("supervised")
                        .resolve(Path.of(run("supervised")).relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        List<String> resume = new ArrayList<>(List.of(
                "train", folder.resolve("supervised.yaml").toString(), "--run-dir", copy.toString(), "--resume"));
        // A complete stage is not run again, so this one must be made incomplete.
        Path summary = copy.resolve("supervised/stages/2-evaluate/stage.json");
        Files.delete(summary);
        addImages();
        assertThat(winnow(resume.toArray(String[]::new))).isEqualTo(2);
        assertThat(err).contains("64 examples -> 104", RunData.ACCEPT);
        resume.add(RunData.ACCEPT);
        assertThat(winnow(resume.toArray(String[]::new))).isEqualTo(2);
        assertThat(err).contains("64 examples -> 104", "cannot continue this run", "--name");
        removeWhatWasAdded();
        Path image = images(folder.resolve("train")).get(0);
        byte[] original = Files.readAllBytes(image);
        Files.write(image, Arrays.copyOf(original, original.length + 1));
        try {
            assertThat(winnow(resume.subList(0, resume.size() - 1).toArray(String[]::new)))
                    .isEqualTo(2);
            assertThat(err).contains("some of the files or labels are different");
            assertThat(winnow(resume.toArray(String[]::new))).as(err).isZero();
            assertThat(summary).exists();
        } finally {
            Files.write(image, original);
        }
        // What a resumed run has recorded as accepted is no change for later commands.
        Path added = Files.createDirectories(folder.resolve("train/anew"));
        Files.copy(elsewhere, added.resolve("white.png"));
        try {
            Files.delete(summary);
            assertThat(winnow(resume.subList(0, resume.size() - 1).toArray(String[]::new)))
                    .isEqualTo(2);
            assertThat(err).contains("that the training of this run lacks (anew)");
            assertThat(winnow(resume.toArray(String[]::new))).as(err).isZero();
            assertThat(winnow("audit", copy.resolve("supervised").toString()))
                    .as(err)
                    .isZero();
        } finally {
            Files.delete(added.resolve("white.png"));
            Files.delete(added);
        }
    }

    @Test
    void predictEmbedAndExportNeedNoDataAndTheOthersReportMissingData() throws IOException {
        String before = predicted(run("supervised"), elsewhere);
        String vectors = folder.resolve("before.jsonl").toString();
        assertThat(winnow("embed", run("mlcd"), elsewhere.getParent().toString(), "--output", vectors))
                .as(err)
                .isZero();
        String embedded = Files.readString(Path.of(vectors));
        List<Path> moved = List.of(folder.resolve("train"), folder.resolve("test"));
        for (Path data : moved) {
            Files.move(data, data.resolveSibling("moved-" + data.getFileName()));
        }
        try {
            assertThat(predicted(run("supervised"), elsewhere)).isEqualTo(before);
            assertThat(winnow("embed", run("mlcd"), elsewhere.getParent().toString(), "--output", vectors, "--force"))
                    .as(err)
                    .isZero();
            assertThat(Files.readString(Path.of(vectors))).isEqualTo(embedded);
            export("supervised", "--format", "onnx,torchscript,safetensors", "--half");
            export("mlcd", "--centers", "--format", "onnx");
            assertThat(winnow(
                            "evaluate",
                            run("supervised"),
                            "--data",
                            folder.resolve("moved-test").toString()))
                    .as(err)
                    .isZero();
            assertThat(winnow("evaluate", run("supervised"))).isEqualTo(2);
            assertThat(err).contains(folder.resolve("train").toString(), "--set recipe.data.train=");
            assertThat(winnow("audit", run("supervised"))).isEqualTo(2);
            assertThat(err).contains("--set recipe.data.train=");
            assertThat(winnow(
                            "evaluate",
                            run("supervised"),
                            "--set",
                            "recipe.data.train=" + folder.resolve("moved-train"),
                            "--set",
                            "recipe.data.test=" + folder.resolve("moved-test")))
                    .as(err)
                    .isZero();
        } finally {
            for (Path data : moved) {
                Files.move(data.resolveSibling("moved-" + data.getFileName()), data);
            }
        }
    }
}
