package io.winnow.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.evaluate.Proportion;
import io.winnow.trainer.evaluate.ReferenceCases;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of a rare class. */
class RareClassTest extends OnProject {
    private static LabellerConfig labeller(double sensitivity, double specificity) {
        return new LabellerConfig(Optional.empty(), 0.1, sensitivity, specificity);
    }

    @Test
    void theShareIsCorrectedForErrorsAsInTheReference() {
        JsonNode each = ReferenceCases.load("/io/winnow/trainer/select/lts.json")
                .find("prevalence through an imperfect labeller");
        JsonNode in = each.get("inputs");
        LabellerConfig labeller =
                labeller(in.get("sensitivity").asDouble(), in.get("specificity").asDouble());
        assertThat(labeller.corrected(in.get("share_called_positive").asDouble()))
                .isCloseTo(each.at("/outputs/prevalence").asDouble(), within(1e-12));
        assertThat(labeller.corrected(each.at("/outputs/clipped_example/share").asDouble()))
                .isZero();
        assertThat(labeller(1, 1).corrected(.3)).isEqualTo(.3);
        assertThatThrownBy(() -> labeller(.5, .5)).hasMessageContaining("sum to more than 1");
    }

    @Test
    void theIntervalIsThatOfClopperAndPearson() {
        RareShare none = RareShare.of(Proportion.exact(0, 100), true, 0, labeller(1, 1));
        assertThat(none.share()).isZero();
        assertThat(none.high()).isCloseTo(.0362, within(5e-5));
        assertThat(RareShare.of(Proportion.exact(0, 100), true, 0, labeller(.5, 1))
                        .high())
                .isCloseTo(.0724, within(1e-4));
        assertThat(none.said(labeller(1, 1)))
                .isEqualTo("Share of the rare class among all items: 0.00% [0.00, 3.62], from 0 of 100 random items.");
        assertThat(RareShare.of(Proportion.exact(0, 100), false, 3, labeller(1, 1))
                        .said(labeller(1, 1)))
                .endsWith("from 0 of 100 random items (3 further ones have no label).");
    }

    @Test
    void theFoundItemsAndTheRankingAreWritten() throws IOException {
        Project project = project(40, "positive=dog", "labeller.sensitivity=0.8");
        read(project, csv(project.rounds().get(0)));
        LoopRound first = select(project, "random", 30);
        read(project, csv(first));
        RoundReport report = new RoundTraining(project).run(vectors.unit(), manager);
        long dogs = project.rounds().get(0).items().stream()
                .filter(each -> truth(each.id()).equals("dog"))
                .count();
        RareShare share = report.rareShare().orElseThrow();
        assertThat(share.test()).isTrue();
        assertThat(share.sample().count()).isEqualTo((int) dogs);
        assertThat(share.unlabelled()).isZero();
        assertThat(share.share()).isCloseTo(dogs / 40.0 / .8, within(1e-12));
        List<String> found = Files.readAllLines(first.folder().resolve("positives.csv"));
        assertThat(found.subList(1, found.size()))
                .allMatch(line -> truth(line.substring(0, line.indexOf(','))).equals("dog"))
                .anyMatch(line -> line.contains(",1,random,me: dog"));
        List<String> ranking = Files.readAllLines(first.folder().resolve("ranking.csv"));
        assertThat(ranking).hasSize(1 + SIZE - 1 - 70);
        assertThat(truth(ranking.get(1).substring(0, ranking.get(1).indexOf(','))))
                .isEqualTo("dog");
        assertThat(Files.readString(first.folder().resolve("positives.html")))
                .contains("/photos/p")
                .contains("corrected for a sensitivity of 0.800")
                .doesNotContain("http://");
    }

    @Test
    void knownItemsCanBeAnsweredBeforeTheFirstRound() throws IOException {
        Project project = project(0, "positive=dog");
        read(project, Files.writeString(folder.resolve("known.csv"), "id,label\np1.png,dog\np5.png,dog\n"));
        LoopRound first = select(project, "mix", 12);
        assertThat(first.items()).extracting(LoopRound.Selected::id).doesNotContain("p1.png", "p5.png");
        read(project, csv(first));
        assertThat(new RoundTraining(project).run(vectors.unit(), manager).trained())
                .isEqualTo(14);
    }

    @Test
    void randomItemsWithoutALabelAreCounted() throws IOException {
        Project project = project(40, "positive=dog");
        List<String> lines = Files.readAllLines(csv(project.rounds().get(0)));
        read(project, Files.write(folder.resolve("part.csv"), lines.subList(0, 31)));
        read(project, csv(select(project, "random", 12)));
        RareShare share = new RoundTraining(project)
                .run(vectors.unit(), manager)
                .rareShare()
                .orElseThrow();
        assertThat(share.sample().size()).isEqualTo(30);
        assertThat(share.unlabelled()).isEqualTo(10);
    }
}
