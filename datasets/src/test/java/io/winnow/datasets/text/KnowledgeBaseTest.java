package io.winnow.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.text.KnowledgeBase.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which entries belong to a text, by hand. */
class KnowledgeBaseTest {
    private static final String ENTRIES = """
            {"forms": ["hole"], "text": "An opening."}
            {"forms": ["black hole", "Black Holes"], "text": "A region of spacetime."}
            {"forms": ["star"], "text": "A ball of plasma."}
            {"forms": ["of"], "text": "A word."}
            {"forms": ["with"], "text": "Another word."}
            {"forms": ["dwarf star"], "text": "A small star."}
            """;

    @TempDir
    private Path folder;

    private KnowledgeBase read(String lines) throws IOException {
        return KnowledgeBase.read(Files.writeString(folder.resolve("entries.jsonl"), lines));
    }

    private static List<String> forms(KnowledgeBase base, String text, int most) {
        return base.find(text, most).stream().map(Found::form).toList();
    }

    @Test
    void theLongestFormWins() throws IOException {
        KnowledgeBase base = read(ENTRIES);
        assertThat(forms(base, "A black hole, and a star with holes", 9)).containsExactly("black hole", "star");
        assertThat(base.find("BLACK-HOLES!", 9)).containsExactly(new Found("Black Holes", "A region of spacetime."));
        assertThat(forms(base, "the black, the hole", 9)).containsExactly("hole");
        assertThat(forms(base, "\u201cBlack\u00a0hole\u201d\u2014the star\u2019s end", 9))
                .containsExactly("black hole", "star");
        assertThat(forms(base, "starlight of wholes", 9))
                .as("no match inside a word")
                .isEmpty();
        assertThat(forms(base, "black hole and black holes", 9))
                .as("each entry once")
                .hasSize(1);
        assertThat(base.find("black hole", 0)).isEmpty();
    }

    @Test
    void namesThatAreForms() throws IOException {
        assertThat(read(ENTRIES).forms(List.of("Star", "planet", "black-hole"))).containsExactly("Star", "black-hole");
    }

    /** Some files, such as those of macOS, write an umlaut as a letter and a mark. */
    @Test
    void lettersWithMarksAreTheSameInOneCharacterOrInTwo() throws IOException {
        String composed = "\u00dcberweisung";
        String divided = "U\u0308berweisung";
        for (String form : List.of(composed, divided)) {
            KnowledgeBase base = read("{\"forms\": [\"" + form + "\"], \"text\": \"A transfer of money.\"}\n");
            assertThat(forms(base, "eine " + composed.toLowerCase(Locale.ROOT), 9))
                    .containsExactly(form);
            assertThat(forms(base, "eine " + divided, 9)).containsExactly(form);
            assertThat(forms(base, "eine Uberweisung", 9)).isEmpty();
        }
    }

    @Test
    void theFormsOfACellAreSeparatedByBars() throws IOException {
        Path file = Files.writeString(folder.resolve("entries.csv"), "forms,text\nstar | stars,A ball of plasma.\n");
        assertThat(forms(KnowledgeBase.read(file), "two stars", 9)).containsExactly("stars");
    }

    /** "hole" occurs in two texts, "star" in one, and a black hole in none. */
    @Test
    void rareFormsComeFirst() throws IOException {
        String text = "a hole, a star, a black hole";
        KnowledgeBase base = read(ENTRIES);
        assertThat(forms(base, text, 2)).as("equally rare: by the file").containsExactly("hole", "black hole");
        KnowledgeBase counted = base.counted(List.of("a hole in a hole", "hole", "star"));
        assertThat(forms(counted, text, 9)).containsExactly("black hole", "star", "hole");
        assertThat(forms(counted, text, 2)).containsExactly("black hole", "star");
        assertThat(counted.size()).isEqualTo(7);
        assertThat(counted.unseen()).isEqualTo(3);
        assertThat(counted.unmatched()).as("of, with").isEqualTo(2);
        Path copy = folder.resolve("copy.jsonl");
        counted.write(copy);
        KnowledgeBase again = KnowledgeBase.read(copy);
        assertThat(forms(again, text, 9)).containsExactly("black hole", "star", "hole");
        assertThat(again.addTo(new Fingerprint()).hex())
                .isEqualTo(counted.addTo(new Fingerprint()).hex())
                .isNotEqualTo(base.addTo(new Fingerprint()).hex());
    }

    @Test
    void mistakesNameTheirLines() {
        assertThatThrownBy(() -> read(ENTRIES + "{\"forms\": [\"Star\"], \"text\": \"Again.\"}\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("line 7", "'Star'", "line 3");
        assertThatThrownBy(() -> read("{\"forms\": [\"star\", null], \"text\": \"A ball.\"}\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("line 1", "has null among its forms");
        assertThatThrownBy(() -> read("{\"forms\": [], \"text\": \"No form.\"}\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("line 1", "has no form");
        assertThatThrownBy(() -> read(ENTRIES + "{\"forms\": [\"sun\"], \"text\": \" \"}\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("line 7", "text");
        assertThatThrownBy(() -> read("{\"forms\": [\"?!\"], \"text\": \"A mark.\"}\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("line 1", "'?!'", "neither a letter nor a digit");
        assertThatThrownBy(() -> read("{\"forms\": [\"star\"], \"text\": \"A ball.\", \"seen\": [1, 2]}\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("line 1", "2 numbers in seen for 1 forms", "leave seen out");
        assertThatThrownBy(() -> read("{\"form\": [\"star\"], \"text\": \"A ball.\"}\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("forms");
    }
}
