package io.winnow.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.labelling.Box;
import io.winnow.trainer.labelling.LabelledBox;
import io.winnow.trainer.labelling.ToolAnswer;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.select.PoolObjects;
import io.winnow.trainer.select.Strategies;
import io.winnow.trainer.select.Vectors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Projects in which people draw boxes. */
class BoxLoopTest extends OnProject {
    private static final int IMAGES = 12;

    /** Images of 40 x 20 pixels, each with a proposal of its class. */
    private Project boxes(String... settings) throws IOException {
        List<LoopItem> items = new ArrayList<>();
        List<String> proposals = new ArrayList<>();
        Path photos = Files.createDirectories(folder.resolve("photos"));
        for (int i = 0; i < IMAGES; i++) {
            Path file = photos.resolve("p" + i + ".png");
            ImageIO.write(new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
            items.add(new LoopItem(
                    "p" + i + ".png",
                    Optional.of(file.toString()),
                    Optional.empty(),
                    Integer.toString(i),
                    Optional.empty()));
            proposals.add(
                    "{\"image\": \"p" + i + ".png\", \"box\": [10, 5, 20, 10], \"label\": \"" + truth("p" + i) + "\"}");
        }
        Path file = Files.write(folder.resolve("boxes.jsonl"), proposals);
        vectors = new Vectors(new float[IMAGES * 2], IMAGES, 2);
        for (int i = 0; i < IMAGES; i++) {
            vectors.values()[2 * i] = i % 2 == 0 ? 1 : -1;
            vectors.values()[2 * i + 1] = 1;
        }
        List<String> all = new ArrayList<>(List.of("data=[photos]", "encoder=e", "several=true", "proposals=" + file));
        all.addAll(List.of(settings));
        return ProjectStart.create(
                at,
                new ConfigReader().parse(LoopConfig.class, "test", "{}", all),
                CLASSES,
                new ItemScan(new ItemTable(items), vectors, "digest", List.of(), 0),
                0,
                ids -> Map.of());
    }

    @Test
    void drawnBoxesAreLabelsAndProposalsOfTheNextRound() throws IOException {
        Project project = boxes("boxes=true", "blind_share=0");
        LoopRound round = select(project, "random", 4);
        // An annotator of Label Studio accepts what is proposed, moves one box, and removes another.
        ArrayNode tasks = Json.read(round.folder().resolve("labelstudio.json"), ArrayNode.class);
        for (JsonNode task : tasks) {
            ObjectNode own = (ObjectNode) task;
            JsonNode result = own.at("/predictions/0/result").deepCopy();
            assertThat(result.at("/0/value/x").asDouble()).isEqualTo(25);
            assertThat(result.at("/0/value/height").asDouble()).isEqualTo(50);
            own.putArray("annotations").addObject().put("completed_by", 1).set("result", result);
        }
        ((ObjectNode) tasks.at("/0/annotations/0/result/0/value"))
                .put("x", 50)
                .putArray("rectanglelabels")
                .add("fish");
        ((ObjectNode) tasks.at("/1/annotations/0")).putArray("result");
        String moved = round.items().get(0).id();
        String empty = round.items().get(1).id();
        Path file = Files.writeString(folder.resolve("export.json"), Json.page(tasks));
        assertThat(read(project, file).added()).isEqualTo(4);
        assertThat(read(project, file).same()).as("reading again").isEqualTo(4);

        LabelState state =
                LabelState.of(LoopTask.SEVERAL_CLASSES, project.answers(), project.items(), project.classes());
        assertThat(state.label(project.items().row(moved)).orElseThrow()).containsExactly(CLASSES.indexOf("fish"));
        assertThat(state.label(project.items().row(empty)).orElseThrow()).isEmpty();
        new RoundTraining(project).run(vectors.unit(), manager);
        List<String> objects = Files.readAllLines(round.folder().resolve("objects.jsonl"));
        assertThat(objects)
                .hasSize(3)
                .contains("{\"image\":\"" + moved + "\",\"box\":[20.0,5.0,20.0,10.0],\"label\":\"fish\"}");
        assertThat(Proposal.read(round.folder().resolve("objects.jsonl"), project.items()))
                .as("a file of proposals")
                .hasSize(3);

        JsonNode coco = Json.read(round.folder().resolve("objects-coco.json"), JsonNode.class);
        assertThat(coco.get("images")).as("with the empty one").hasSize(4);
        assertThat(coco.get("annotations")).hasSize(3);
        assertThat(read(project, round.folder().resolve("objects-coco.json")).added())
                .as("the same boxes by another annotator, but not that there are none")
                .isEqualTo(3);
        Files.writeString(at.resolve("test.csv"), "id\n" + moved + "\n");
        new RoundTraining(project).run(vectors.unit(), manager);
        assertThat(Files.readAllLines(round.folder().resolve("objects.jsonl")))
                .as("without the test item")
                .hasSize(2);

        List<Proposal> next = ProjectObjects.all(project, project.items());
        assertThat(next).hasSize(IMAGES - 1).noneMatch(each -> each.item() == rowOf(project, empty));
        assertThat(next)
                .filteredOn(each -> each.item() == rowOf(project, moved))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.label()).contains("fish");
                    assertThat(each.box()).isEqualTo(new Box(20, 5, 20, 10));
                });
    }

    /** The first round of a program has one image, by the objects, and its file says which object it shows. */
    @Test
    void theObjectsOfARoundOfAProgramAreCounted() throws IOException {
        Project project = boxes("blind_share=0");
        StringWriter err = new StringWriter();
        int[] each = IntStream.range(0, IMAGES).toArray();
        new LabelledRounds(
                        project,
                        new Labeller(project, "sed 's/\"id\"/\"labels\": [\"cat\"], \"id\"/; s/, *\"file.*$/}/'"),
                        Optional.empty(),
                        Double.POSITIVE_INFINITY,
                        new RoundFiles(project, project.items(), ids -> Map.of()),
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(err, true))
                .run(
                        vectors.unit(),
                        Optional.of(new PoolObjects(
                                vectors.unit(),
                                each,
                                IntStream.of(each)
                                        .map(i -> CLASSES.indexOf(truth("p" + i)))
                                        .toArray())),
                        Strategies.find("ofds").orElseThrow(),
                        1,
                        1,
                        manager);
        LoopRound round = LoopRound.read(1, project.roundFolder(1));
        String shown = truth(round.items().get(0).id());
        JsonNode counts = Json.read(round.folder().resolve("coverage.json"), JsonNode.class);
        CLASSES.forEach(name -> assertThat(counts.get(name))
                .isEqualTo(new ObjectMapper()
                        .valueToTree(Map.of(
                                "objects", name.equals(shown) ? 1 : 0,
                                "images", name.equals(shown) ? 1 : 0,
                                "all", IMAGES / CLASSES.size()))));
        assertThat(err.toString()).contains(shown + " 1 in 1 image");
    }

    @Test
    void hiddenProposalsAreCounted() throws IOException {
        Project project = boxes("boxes=true");
        assertThat(ProjectObjects.notes(project, project.items())).isEmpty();
        Path file = folder.resolve("boxes.jsonl");
        List<String> lines = Files.readAllLines(file);
        lines.set(0, lines.get(0).replaceFirst("\"label\": \"[a-z]+\"", "\"label\": \"car\""));
        lines.set(1, lines.get(1).replaceFirst(", \"label\": \"[a-z]+\"", ""));
        Files.write(file, lines);
        assertThat(ProjectObjects.notes(project, project.items()))
                .singleElement()
                .asString()
                .contains("2 of 12 proposals", "(car), or they have none", file.toString());
        assertThat(ProjectObjects.tasks(
                                project,
                                project.items(),
                                List.of(new LoopRound.Selected("p0.png", "x", Optional.empty(), List.of(), false, 1)))
                        .get("p0.png")
                        .proposals())
                .isEmpty();
        at = folder.resolve("without-boxes");
        Project without = boxes();
        assertThat(ProjectObjects.notes(without, without.items())).isEmpty();
    }

    private static int rowOf(Project project, String id) {
        try {
            return project.items().row(id);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void classesWithoutBoxesLeaveTheProposals() throws IOException {
        Project project = boxes("boxes=true");
        read(project, Files.writeString(folder.resolve("a.csv"), "id,label\np0.png,dog|cat\n"));
        assertThat(ProjectObjects.all(project, project.items())).hasSize(IMAGES);
        Answer drawn = new Answer(
                "p0.png",
                List.of("dog"),
                "x",
                0,
                "",
                false,
                "f",
                ToolAnswer.Status.LABELLED,
                true,
                List.of(new LabelledBox("dog", new Box(1, 1, 2, 2)), new LabelledBox("dog", new Box(3, 3, 2, 2))));
        AnswerLog log = project.answers();
        log.append(List.of(drawn));
        assertThat(project.answers().of("p0.png", "x")).contains(drawn);
        assertThat(ProjectObjects.all(project, project.items())).hasSize(IMAGES + 1);
    }

    @Test
    void boxesNeedSeveralClassesAndFiles() {
        assertThatThrownBy(() -> project(0, "boxes=true")).hasMessageContaining("several: true");
        assertThatThrownBy(() -> select(project(0, "boxes=true", "several=true"), "random", 3))
                .isInstanceOf(IOException.class);
    }

    @Test
    void onlyPeopleWhoDrawBoxesSayThatThereIsNoObject() throws IOException {
        for (boolean drawn : new boolean[] {false, true}) {
            at = folder.resolve("project-" + drawn);
            Project project = boxes("boxes=" + drawn);
            read(project, Files.writeString(folder.resolve("a.csv"), "id,label,status\np0.png,,labelled\n"));
            assertThat(ProjectObjects.all(project, project.items()))
                    .as("boxes: %s", drawn)
                    .hasSize(drawn ? IMAGES - 1 : IMAGES);
        }
    }

    @Test
    void aBoxWithoutAnAreaIsRefused() throws IOException {
        Project project = boxes("boxes=true");
        AnswerImport.Outcome outcome = read(project, Files.writeString(folder.resolve("cvat.xml"), """
                <annotations><image name="p0.png">
                <box label="dog" source="manual" xtl="1" ytl="1" xbr="1" ybr="5"/></image><image name="p1.png">
                <box label="dog" source="manual" xtl="1" ytl="1" xbr="2" ybr="5"/></image></annotations>"""));
        assertThat(outcome.refused())
                .singleElement()
                .asString()
                .contains("line 1")
                .contains("'p0.png' has no area");
        assertThat(outcome.added()).isEqualTo(1);
    }
}
