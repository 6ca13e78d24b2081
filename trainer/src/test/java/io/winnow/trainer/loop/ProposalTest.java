package io.winnow.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.trainer.labelling.Box;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Files with the boxes of objects. */
class ProposalTest extends OnProject {
    private Project project;

    private List<Proposal> read(List<String> lines) throws IOException {
        if (project == null) {
            project = project(0);
        }
        Path file = Files.write(folder.resolve("boxes.jsonl"), lines);
        return Proposal.read(file, project.items());
    }

    @Test
    void boxesAreReadAndUnsureOnesLeftOutUnlessTheirClassIsRare() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add("{\"image\": \"p" + i + ".png\", \"box\": [1, 2, 3.5, 4], \"label\": \"red\", \"score\": "
                    + (i < 12 ? .9 : .1) + "}");
        }
        lines.add("{\"image\": \"p7.png\", \"box\": [0, 0, 9, 9], \"label\": \"platelet\", \"score\": 0.05}");
        lines.add("{\"image\": \"p8.png\", \"box\": [0, 0, 9, 9], \"label\": null}");
        List<Proposal> read = read(lines);
        assertThat(read)
                .filteredOn(each -> each.label().equals(Optional.of("red")))
                .hasSize(12);
        assertThat(read)
                .filteredOn(each -> each.label().equals(Optional.of("platelet")))
                .hasSize(1);
        assertThat(read.get(read.size() - 1).label()).isEmpty();
        assertThat(read.get(0).box()).isEqualTo(new Box(1, 2, 3.5, 4));
    }

    /** Of two red cells in one image and one in another, and a platelet that is not chosen. */
    @Test
    void objectsOfChosenImagesAreCounted() throws IOException {
        List<Proposal> read = read(List.of(
                "{\"image\": \"p1.png\", \"box\": [1, 2, 3, 4], \"label\": \"red\"}",
                "{\"image\": \"p1.png\", \"box\": [5, 2, 3, 4], \"label\": \"red\"}",
                "{\"image\": \"p2.png\", \"box\": [1, 2, 3, 4], \"label\": \"red\"}",
                "{\"image\": \"p3.png\", \"box\": [1, 2, 3, 4], \"label\": \"platelet\"}"));
        ObjectCoverage coverage =
                ObjectCoverage.of(read, Set.of(read.get(0).item(), read.get(2).item()));
        assertThat(coverage.classes())
                .containsEntry("red", new ObjectCoverage.Count(3, 2, 3))
                .containsEntry("platelet", new ObjectCoverage.Count(0, 0, 1));
        assertThat(coverage.said()).endsWith(": platelet 0 in 0 images, red 3 in 2 images.");
    }

    @Test
    void aBoxBesideTheImageIsOutsideEvenIfItsSurroundingsAreNot() {
        assertThat(new Box(99, 10, 30, 30).isIn(100, 50)).isTrue();
        assertThat(new Box(-29, -29, 30, 30).isIn(100, 50)).isTrue();
        assertThat(new Box(100, 10, 30, 30).isIn(100, 50)).isFalse();
        assertThat(new Box(10, -30, 30, 30).isIn(100, 50)).isFalse();
        assertThat(new Box(99, -10, 30, 30).within(100, 50)).isEqualTo(new Box(99, 0, 1, 20));
        assertThat(new Box(-5, 40, 30, 30).within(100, 50)).isEqualTo(new Box(0, 40, 25, 10));
    }

    @Test
    void whatIsNoProposalIsSaidWithItsLine() throws IOException {
        assertThatThrownBy(() -> read(List.of("{\"image\": \"p1.jpg\", \"box\": [1, 2, 3, 4]}")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("line 1: there is no item 'p1.jpg'")
                .hasMessageContaining("did you mean 'p1.png'?");
        assertThatThrownBy(() -> read(List.of("", "{\"image\": \"p1.png\", \"box\": [1, 2, 0, 4]}")))
                .hasMessageContaining("line 2 is not a proposal");
        assertThatThrownBy(() ->
                        read(List.of("{\"image\": \"p1.png\", \"box\": {\"x\": 1, \"y\": 2, \"w\": 3, \"h\": 4}}")))
                .hasMessageContaining("line 1 is not a proposal");
        assertThatThrownBy(() -> read(List.of("p1.png,1,2,3,4"))).hasMessageContaining("line 1 is not JSON");
        assertThatThrownBy(() -> read(List.of("{\"image\": \"p1.png\", \"box\": [1, 2, 3, 4], \"score\": \"high\"}")))
                .hasMessageContaining("line 1: the score \"high\" is not a number");
        assertThatThrownBy(() -> read(List.of("{\"image\": [1, 2")))
                .hasMessageContaining("line 1 is not JSON: Unexpected end-of-input: expected close marker for")
                .hasMessageNotContaining("Source");
        assertThatThrownBy(() -> read(List.of(""))).hasMessageContaining("has no proposals");
        Path latin = Files.write(folder.resolve("latin.jsonl"), new byte[] {'{', (byte) 0xE9, '}', '\n'});
        assertThatThrownBy(() -> Proposal.read(latin, project.items()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("latin.jsonl, line 1");
        assertThatThrownBy(() -> project(0, "strategy=ofds")).hasMessageContaining("proposals");
    }
}
