package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.inspect.TokenCounter;
import io.winnow.datasets.text.Text;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextNotesTest {
    /** One token a letter. */
    private static final TokenCounter LETTERS = new TokenCounter(
            texts -> texts.stream().mapToInt(text -> text.first().length()).toArray(), 60);

    private static List<String> of(int count, String some, int rest, String others, boolean english)
            throws IOException {
        return TextNotes.of(
                Stream.concat(Collections.nCopies(count, some).stream(), Collections.nCopies(rest, others).stream())
                        .map(text -> new Text(List.of(text), false))
                        .toList(),
                LETTERS,
                "tickets.csv",
                english);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Wie kann ich die Karte nicht mit dem Konto verbinden | German
            Où est la carte de paiement pour le compte et les frais | French
            где моя карта и почему она не работает | not written in Latin letters
            カードがまだ届いていません | not written in Latin letters
            """)
    void textsThatTheEncoderDoesNotKnowAreNoticed(String text, String language) throws IOException {
        assertThat(of(6, text, 5, "where is the card that I have", true))
                .singleElement()
                .asString()
                .startsWith("Most texts of tickets.csv seem to be " + language + ", but all-MiniLM-L6-v2")
                .contains("intfloat/multilingual-e5-small");
        assertThat(of(5, text, 6, "where is the card that I have", true)).isEmpty();
        assertThat(of(6, text, 5, "where is the card that I have", false)).isEmpty();
        assertThat(of(1, text, 20, "refund", true)).as("too few for a guess").isEmpty();
    }

    @Test
    void textsThatAreCutAreCounted() throws IOException {
        String sixty = "x".repeat(60);
        assertThat(of(3, sixty + "x", 97, sixty, true))
                .containsExactly(
                        "Of the texts of tickets.csv, 3% are cut to 60 tokens. If what decides the label stands"
                                + " at their end, set data.max_tokens to more, or split them.");
        assertThat(of(1, sixty + "x", 100, sixty, true))
                .as("less than a hundredth")
                .isEmpty();
    }
}
