package io.winnow.datasets.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.DataException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralTest {
    /** The oracle is the value that Python's ast.literal_eval gives, written as JSON. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\0',
            value = {
                "{'Eczema': 0.69}~{\"Eczema\": 0.69}",
                "['a', 'b']~[\"a\", \"b\"]",
                "{\"it's\": 1}~{\"it's\": 1}",
                "{'it\\'s': 1}~{\"it's\": 1}",
                "[\"a\", 'b', u'c']~[\"a\", \"b\", \"c\"]",
                "('a', 1, -2.5e-1, .5, 3.)~[\"a\", 1, -0.25, 0.5, 3.0]",
                "[[3, 2, 1], [3], [4, 3,],]~[[3, 2, 1], [3], [4, 3]]",
                "{'a': {'b': [None, True, False]}, 2: ''}~{\"a\": {\"b\": [null, true, false]}, \"2\": \"\"}",
                "{\"a\": null, \"b\": true}~{\"a\": null, \"b\": true}",
                "['tab\\tback\\\\slash', '\\x41\\u00e9\\U0001F600', 'kept \\d']"
                        + "~[\"tab\\tback\\\\slash\", \"A\\u00e9\\ud83d\\ude00\", \"kept \\\\d\"]",
                "[]~[]",
                " { } ~{}",
                "'alone'~\"alone\"",
            })
    void readsWhatPythonAndJsonWrite(String text, String json) throws IOException {
        assertThat(Literal.parse(text).toString())
                .isEqualTo(new ObjectMapper().readTree(json).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\0',
            value = {
                "{'it''s': 1}~character 6: expected ':' after the key 'it', found ''s': 1}'",
                "['a' 'b']~character 6: expected a comma or ']', found ''b']'",
                "['a', 'b'~']' is missing at the end",
                "['a~a quotation mark opens and is never closed: ''a'",
                "{'a': 1, 'a': 2}~has the key 'a' twice",
                "{'a' 1}~expected ':' after the key 'a', found '1}'",
                "{['a']: 1}~a key of a dictionary must be a text or a number",
                "[a, b]~character 2: expected a text in quotation marks, a number, [ or {; found 'a, b]'",
                "__import__('os')~expected a text in quotation marks",
                "[1] + [2]~expected the end, found '+ [2]'",
                "['\\xZZ']~must be followed by 2 hexadecimal digits",
                "[nan]~found 'nan]'",
            })
    void refusesEverythingElse(String text, String message) {
        assertThatThrownBy(() -> Literal.parse(text))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("is not a list or dictionary: character ")
                .hasMessageContaining(message);
    }

    @Test
    void deepNestingIsAMistakeAndNotACrash() {
        assertThatThrownBy(() -> Literal.parse("[".repeat(100_000)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("nested more than 64 levels deep");
    }
}
