package io.winnow.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.SoftLabels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers as Germans, Frenchmen and others write them. */
class DecimalTest {
    @TempDir
    Path folder;

    @Test
    void commasBeforeDecimalPlacesAndPointsBetweenThousands() {
        Map.of(
                        "3,5",
                        3.5,
                        "1.234,5",
                        1234.5,
                        "1.234",
                        1234.0,
                        "-12.345.678,25",
                        -12345678.25,
                        "7",
                        7.0,
                        ",5",
                        0.5,
                        "1,5e3",
                        1500.0)
                .forEach((text, value) -> {
                    assertThat(Decimal.COMMA.isNumber(text)).as(text).isTrue();
                    assertThat(Decimal.COMMA.parse(text)).as(text).isEqualTo(value);
                });
        // Points that cannot stand between thousands: the file has decimal points after all.
        assertThat(List.of("3.5", "0.125", "1234.567", "1.23,4", "1,234,567", "1.234.5", "", ",", "a"))
                .noneMatch(Decimal.COMMA::isNumber);
        assertThat(Decimal.POINT.parse("1.234")).isEqualTo(1.234);
        assertThat(Decimal.POINT.isNumber("3,5")).isFalse();
    }

    private DescribedData read(List<String> files, Optional<String> keep, Map<String, LabelDescription> labels)
            throws IOException {
        Metadata metadata = new Metadata(
                files.stream()
                        .map(name -> new Metadata.PartFile(Optional.of(name), folder.resolve(name)))
                        .toList(),
                Optional.empty(),
                TextCharset.UTF_8,
                List.of(),
                List.of(),
                keep.isEmpty() ? Optional.empty() : Optional.of(Condition.parse(keep.get())),
                Decimal.COMMA,
                Set.of());
        return DescribedData.read(
                "data",
                new DataDescription(
                        metadata,
                        new Content.Values(List.of("size")),
                        new ItemColumns(
                                Optional.empty(),
                                List.of(),
                                Optional.of(new ItemColumns.Weight("weight", Map.of())),
                                Optional.empty(),
                                Optional.empty()),
                        labels,
                        List.of("price")));
    }

    private static LabelDescription number(String column) {
        return new LabelDescription.Numbers(new Encoding.Plain(column), Optional.empty(), Optional.empty());
    }

    /** The numbers of a JSON file have a point, whatever the other files have; the condition, which the user writes, has one, too. */
    @Test
    void targetsWeightsSharesConditionsAndValuesAreReadAlike() throws IOException {
        Files.writeString(
                folder.resolve("a.csv"),
                "price;size;weight;p_a;p_b;given\n1.234,5;0,5;1,5;0,25;0,75;{'a': 0.125}\n2,5;1.500;1;1;0;{'a': 1}\n0,1;1;1;1;0;{'a': 1}\n");
        Files.writeString(
                folder.resolve("b.json"),
                "[{\"price\": 1.125, \"size\": 1.125, \"weight\": 0.5, \"p_a\": 0.125, \"p_b\": 0.875, \"given\": {\"a\": 1}}]");
        LabelDescription shares = new LabelDescription.Soft(
                new Encoding.Columns(List.of("p_*")), ClassList.ALL, false, false, Optional.empty());
        DescribedData data = read(
                List.of("a.csv", "b.json"),
                Optional.of("price > 1.1"),
                Map.of("price", number("price"), "shares", shares));
        assertThat(((NumberLabels) data.labels().get("price")).values())
                .isDeepEqualTo(new double[][] {{1234.5}, {2.5}, {1.125}});
        assertThat(data.weights()).containsExactly(1.5, 1, 0.5);
        assertThat(((SoftLabels) data.labels().get("shares")).weights())
                .isDeepEqualTo(new double[][] {{0.25, 0.75}, {1}, {0.125, 0.875}});
        ItemContent.Values values = (ItemContent.Values) data.content();
        assertThat(values.cells().stream().map(cells -> values.decimal().parse(cells.get(0))))
                .containsExactly(0.5, 1500.0, 1.125);
        LabelDescription literal =
                new LabelDescription.Soft(new Encoding.Listed("given"), ClassList.ALL, true, false, Optional.empty());
        assertThat(read(List.of("a.csv"), Optional.empty(), Map.of("price", number("price"), "given", literal))
                        .labels())
                .containsKey("given");
    }

    /** Numbers of JSON have a point, and its texts are read as those of the other files are. */
    @Test
    void textsInJsonAreReadLikeOtherTexts() throws IOException {
        Files.writeString(
                folder.resolve("a.jsonl"),
                "{\"price\": \"1.234,5\", \"size\": \"0,5\", \"weight\": \"1,5\"}\n{\"price\": 1.234, \"size\": 0.5, \"weight\": 1.5}\n");
        DescribedData data = read(List.of("a.jsonl"), Optional.of("price > 1.2"), Map.of("price", number("price")));
        assertThat(((NumberLabels) data.labels().get("price")).values())
                .isDeepEqualTo(new double[][] {{1234.5}, {1.234}});
        assertThat(data.weights()).containsExactly(1.5, 1.5);
        ItemContent.Values values = (ItemContent.Values) data.content();
        assertThat(values.cells()).containsExactly(List.of("0,5"), List.of("0,5"));
    }

    @Test
    void sharesOfBagsAreReadLikeTheData() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "price;size;weight;bag\n1;1;1;b\n1;1;1;b\n");
        Path bags = Files.writeString(folder.resolve("bags.csv"), "bag;cat;dog\nb;0,25;0,75\n");
        LabelDescription shares = new LabelDescription.Bags(
                new Encoding.Plain("bag"), bags, false, List.of(), Optional.empty(), Optional.empty());
        DescribedData data = read(List.of("a.csv"), Optional.empty(), Map.of("price", number("price"), "bags", shares));
        assertThat(((BagLabels) data.labels().get("bags")).bagShares()).isDeepEqualTo(new double[][] {{0.25, 0.75}});
    }

    @Test
    void aNumberWithAPointIsAnError() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "price;size;weight\n2.5;1;1\n");
        assertThatThrownBy(() -> read(List.of("a.csv"), Optional.empty(), Map.of("price", number("price"))))
                .hasMessageContaining(
                        "line 2: price is '2.5', which is not a number with a decimal comma. Correct the cell, or add");
    }
}
