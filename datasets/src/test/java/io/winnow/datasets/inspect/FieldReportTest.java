package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.inspect.FieldReport.Form;
import io.winnow.datasets.source.Decimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How cells seem to be written, beside columns of which a person would say the same. */
class FieldReportTest {
    private static FieldReport of(String... cells) {
        return FieldReport.of("column", List.of(cells), Decimal.POINT);
    }

    @Test
    void separatorsStandBetweenShortValuesThatRepeat() {
        FieldReport tags = of("red;old", "red", "old;red", "old", "blue;red;old", "blue", "");
        assertThat(tags.form()).isEqualTo(Form.SEPARATED);
        assertThat(tags.separator()).isEqualTo(";");
        assertThat(tags.parts()).isEqualTo(3);
        assertThat(tags.column().missing()).isEqualTo(1);
        assertThat(of("a|b", "b|c", "a", "c").separator()).isEqualTo("|");
    }

    @Test
    void clausesAndNamesWithCommasAreOneValue() {
        assertThat(of("Well, I lost my card yesterday, again", "Hello, is this right?", "No, thanks")
                        .form())
                .isEqualTo(Form.PLAIN);
        assertThat(of("Ulm, Germany", "Bonn, Germany", "Rome, Italy", "Oslo, Norway")
                        .form())
                .isEqualTo(Form.PLAIN); // each value but one occurs once
        assertThat(of("1,5", "2,5", "1,5", "2,5").form()).isEqualTo(Form.PLAIN);
    }

    @Test
    void listsDictionariesAndImagesAreRecognised() {
        FieldReport lists = of("['a', 'b']", "[]", "[\"b\", \"c\"]");
        assertThat(lists.form()).isEqualTo(Form.LIST);
        assertThat(lists.parts()).isEqualTo(3);
        assertThat(of("{'cat': 0.7, 'dog': 0.3}", "{'cat': 1}").parts()).isEqualTo(2);
        assertThat(of("[sic] not a list", "['a']").form()).isEqualTo(Form.PLAIN);
        assertThat(of("a/1.png", "b.JPEG").form()).isEqualTo(Form.IMAGE);
        assertThat(of("a/1.png", "b.txt").form()).isEqualTo(Form.PLAIN);
    }

    @Test
    void valuesAreInTheOrderOfTheirFrequency() {
        FieldReport report = of("b", "c", "b", "a", "", "c", "b");
        assertThat(report.values()).containsExactly("b", "c", "a");
        assertThat(of("", "").values()).isEmpty();
    }
}
