package io.winnow.datasets.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.DataException;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.source.Decimal;
import io.winnow.datasets.source.ItemContent;
import io.winnow.datasets.text.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowSchemaTest {
    /** The mean of the known ages 20, 30, 40 and 50 is 35, and their variance (225 + 25 + 25 + 225) / 4 = 125. */
    private static final String PEOPLE = """
            age,job,note,city
            20,cook,quick to learn,Bern
            30,nurse,,Bern
            ,cook,a slow start,Bern
            40,,kind,Bern
            50,nurse,late on Mondays,Bern
            """;

    /** Reads a table in which no cell contains a comma. */
    private static RowDataset table(String text) {
        List<List<String>> lines =
                text.strip().lines().map(line -> List.of(line.split(",", -1))).toList();
        List<List<String>> cells = lines.subList(1, lines.size());
        return new RowDataset(
                "people.csv",
                IntStream.range(0, cells.size()).mapToObj(i -> "row " + (i + 1)).toList(),
                new ItemContent.Values(lines.get(0), cells),
                new NoLabels(cells.size()),
                ReadReport.EMPTY);
    }

    private static RowSchema.Fitted fit(String text, Map<String, ColumnKind> declared) throws DataException {
        RowDataset rows = table(text);
        return RowSchema.fit(rows, IntStream.range(0, rows.size()).toArray(), declared);
    }

    @Test
    void kindsAreDetected() throws DataException {
        RowSchema.Fitted fitted = fit(PEOPLE, Map.of());
        RowSchema schema = fitted.schema();
        assertThat(schema.columns())
                .containsExactly(
                        new RowColumn.Numeric("age", 35, Math.sqrt(125), false, true),
                        new RowColumn.Categorical("job", List.of("cook", "nurse")),
                        new RowColumn.Text("note"));
        assertThat(schema.numbers()).isEqualTo(2);
        assertThat(schema.categories()).containsExactly(4);
        assertThat(schema.width()).isEqualTo(3);
        assertThat(schema.hasTexts()).isTrue();
        assertThat(fitted.notes())
                .containsExactly(
                        "Left out, because all training rows of people.csv have the same value or none: city.",
                        "The column note of people.csv has 4 different values in 4 training rows, so it is read as text."
                                + " Declare it as a category under data.kinds if the values are names or codes.");
    }

    @Test
    void numbersWithADecimalCommaBecomeCategoriesWithANote() throws DataException {
        RowDataset rows = new RowDataset(
                "p.csv",
                List.of("a", "b", "c", "d"),
                new ItemContent.Values(
                        List.of("price"), List.of(List.of("1,5"), List.of("2,5"), List.of("1,5"), List.of("2,5"))),
                new NoLabels(4),
                ReadReport.EMPTY);
        RowSchema.Fitted fitted = RowSchema.fit(rows, new int[] {0, 1, 2, 3}, Map.of());
        assertThat(fitted.schema().columns())
                .containsExactly(new RowColumn.Categorical("price", List.of("1,5", "2,5")));
        assertThat(fitted.notes())
                .containsExactly("p.csv: the column price has numbers with a decimal comma, such as '1,5', and is not"
                        + " read as numbers. Set data.decimal: comma if they are quantities.");
    }

    /** If a code is missing anywhere, pandas writes all codes of the column with a decimal point. */
    @Test
    void codesWithADecimalPointAreTheSameCategories() throws DataException {
        Map<String, ColumnKind> codes = Map.of("code", ColumnKind.CATEGORY);
        RowSchema schema = fit("code\n1\n2\n1\n2\n", codes).schema();
        assertThat(schema.encode(table("code\n1.0\n2.0\n7.0\n"))).isEqualTo(new float[][] {{0}, {1}, {2}});
        RowSchema decimals = fit("code\n1.0\n2.0\n1.0\n2.0\n", codes).schema();
        assertThat(decimals.encode(table("code\n2\n1\n"))).isEqualTo(new float[][] {{1}, {0}});
    }

    @Test
    void numbersWithADecimalCommaAreNumbersWithTheSetting() throws DataException {
        RowDataset rows = new RowDataset(
                "p.csv",
                List.of("a", "b"),
                new ItemContent.Values(
                        List.of("price"), List.of(List.of("1.001,5"), List.of("1.003,5")), Decimal.COMMA),
                new NoLabels(2),
                ReadReport.EMPTY);
        RowSchema schema = RowSchema.fit(rows, new int[] {0, 1}, Map.of()).schema();
        assertThat(schema.columns()).containsExactly(new RowColumn.Numeric("price", 1002.5, 1, false, false));
        assertThat(schema.encode(rows)).isEqualTo(new float[][] {{-1}, {1}});
        assertThat(schema.unscaled(rows)).containsExactly(1001.5f, 1003.5f);
    }

    @Test
    void categoriesThatTrainingDidNotHaveAreCounted() throws DataException {
        RowSchema schema = fit("job,code\ncook,1\nnurse,2\ncook,1\nnurse,2\n", Map.of("code", ColumnKind.CATEGORY))
                .schema();
        assertThat(schema.unknownCategories(table("job,code\npilot,1.0\nbaker,3\npilot,\ncook,4\n")))
                .contains("people.csv: 5 cells have categories that no training row has, and count as unknown: 3 of job"
                        + " ('pilot' 2, 'baker' 1), 2 of code ('3' 1, '4' 1).");
        assertThat(schema.unknownCategories(table("job,code\nnurse,\n"))).isEmpty();
    }

    @Test
    void rowsAreEncodedAsTheTrainingRows() throws DataException {
        RowSchema schema = fit(PEOPLE, Map.of()).schema();
        RowDataset rows = table("""
                note,city,job,age
                ,Rome,nurse,46.180339887
                ok,Rome,pilot,
                ,Rome,,35
                """);
        float[][] encoded = schema.encode(rows);
        assertThat(encoded[0]).containsExactly(new float[] {1, 0, 1}, within(1e-6f));
        assertThat(encoded[1]).containsExactly(0, 1, 2);
        assertThat(encoded[2]).containsExactly(0, 0, 3);
        assertThat(schema.unscaled(rows)).containsExactly(46.18034f, 1, Float.NaN, Float.NaN, 35, Float.NaN);
        assertThat(schema.categoricalColumns()).containsExactly(false, true);
        assertThat(schema.texts(rows)).containsExactly(Optional.empty(), Optional.of(Text.of("ok")), Optional.empty());
    }

    @Test
    void standardisedTrainingRowsHaveMeanZeroAndVarianceOne() throws DataException {
        StringBuilder text = new StringBuilder("x,y\n");
        for (int i = 0; i < 100; i++) {
            text.append(1e6 + i * i)
                    .append(',')
                    .append(i % 7 == 0 ? "" : -i / 3.0)
                    .append('\n');
        }
        RowDataset rows = table(text.toString());
        int[] all = IntStream.range(0, 100).toArray();
        for (ColumnKind kind : List.of(ColumnKind.NUMBER, ColumnKind.LOG_NUMBER)) {
            float[][] encoded = RowSchema.fit(rows, all, Map.of("x", kind, "y", kind))
                    .schema()
                    .encode(rows);
            assertThat(encoded[0]).hasSize(3);
            for (int c = 0; c < 2; c++) {
                int column = c;
                int known = c == 0 ? 100 : 85;
                assertThat(Arrays.stream(encoded)
                                        .mapToDouble(row -> row[column])
                                        .sum()
                                / known)
                        .isCloseTo(0, within(1e-4));
                assertThat(Arrays.stream(encoded)
                                        .mapToDouble(row -> row[column] * row[column])
                                        .sum()
                                / known)
                        .isCloseTo(1, within(1e-4));
            }
        }
    }

    /** log(1 + 0) = 0 and log(1 + (e - 1)) = 1, whose mean is 0.5 and std 0.5; -(e - 1) becomes -1. */
    @Test
    void logarithmsAreTakenOfDeclaredColumns() throws DataException {
        RowSchema schema = fit("x\n0\n" + (Math.E - 1) + "\n", Map.of("x", ColumnKind.LOG_NUMBER))
                .schema();
        float[][] encoded = schema.encode(table("x\n0\n" + (Math.E - 1) + "\n" + (1 - Math.E) + "\n"));
        assertThat(encoded[0][0]).isCloseTo(-1, within(1e-6f));
        assertThat(encoded[1][0]).isCloseTo(1, within(1e-6f));
        assertThat(encoded[2][0]).isCloseTo(-3, within(1e-6f));
    }

    @Test
    void onlyTrainingRowsAreMeasured() throws DataException {
        RowDataset rows = table("x,c\n1,a\n3,b\nabc,z\n,\n1,a\n3,b\n");
        RowSchema schema = RowSchema.fit(rows, new int[] {0, 1, 4, 5}, Map.of()).schema();
        assertThat(schema.columns())
                .containsExactly(
                        new RowColumn.Numeric("x", 2, 1, false, false),
                        new RowColumn.Categorical("c", List.of("a", "b")));
    }

    @Test
    void declaredKindsWin() throws DataException {
        String text = "zip,name\n10,a\n9,b\n10,a\n9,b\n";
        assertThat(fit(text, Map.of()).schema().columns().get(0)).isInstanceOf(RowColumn.Numeric.class);
        RowSchema.Fitted declared = fit(text, Map.of("zip", ColumnKind.CATEGORY, "name", ColumnKind.TEXT));
        assertThat(declared.schema().columns())
                .containsExactly(new RowColumn.Categorical("zip", List.of("9", "10")), new RowColumn.Text("name"));
        assertThat(declared.notes()).isEmpty();
    }

    @Test
    void aConstantWithMissingValuesSaysWhichAreMissing() throws DataException {
        RowSchema.Fitted fitted = fit("x,c\n0.1,yes\n0.1,\n,yes\n", Map.of("c", ColumnKind.CATEGORY));
        assertThat(fitted.schema().columns())
                .containsExactly(
                        new RowColumn.Numeric("x", 0.1, 1, false, true),
                        new RowColumn.Categorical("c", List.of("yes")));
        assertThat(fitted.notes()).isEmpty();
    }

    /** Each category must occur in two rows on average, and there may be 1,000. */
    @Test
    void manyDifferentValuesAreTexts() throws DataException {
        for (int distinct : new int[] {SchemaFit.MOST_CATEGORIES, SchemaFit.MOST_CATEGORIES + 1}) {
            StringBuilder text = new StringBuilder("code\n");
            for (int i = 0; i < 2 * distinct; i++) {
                text.append('v').append(i % distinct).append('\n');
            }
            RowSchema.Fitted fitted = fit(text.toString(), Map.of());
            boolean few = distinct == SchemaFit.MOST_CATEGORIES;
            assertThat(fitted.schema().columns().get(0))
                    .isInstanceOf(few ? RowColumn.Categorical.class : RowColumn.Text.class);
            assertThat(fitted.notes()).hasSize(few ? 0 : 1);
            assertThat(few || fitted.notes().get(0).contains("no value has several words"))
                    .isTrue();
        }
        assertThat(fit("c\na\na\nb\nb\n", Map.of()).schema().columns().get(0))
                .isInstanceOf(RowColumn.Categorical.class);
        assertThat(fit("c\na\na\nb\n", Map.of()).schema().columns().get(0)).isInstanceOf(RowColumn.Text.class);
    }

    /** Why the values are no numbers is said once, and not also that they hardly repeat. */
    @Test
    void aColumnOfQuantitiesWithAUnitHasOneNote() throws DataException {
        String weights =
                IntStream.range(1, 20).mapToObj(i -> i + " kg\n").collect(Collectors.joining("", "weight\n", ""));
        RowSchema.Fitted fitted = fit(weights, Map.of());
        assertThat(fitted.schema().columns().get(0)).isInstanceOf(RowColumn.Text.class);
        assertThat(fitted.notes()).singleElement().asString().contains("the column weight has numbers");
    }

    @Test
    void aSchemaSurvivesJson() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        RowSchema schema = fit(PEOPLE, Map.of("age", ColumnKind.LOG_NUMBER)).schema();
        assertThat(mapper.readValue(mapper.writeValueAsString(schema), RowSchema.class))
                .isEqualTo(schema);
    }

    @Test
    void mistakesNameRowColumnAndValue() throws DataException {
        RowSchema schema = fit(PEOPLE, Map.of()).schema();
        List<String> lines = new ArrayList<>(List.of("age,job,note", "31,cook,x", "abc,cook,y", "1e99,,z"));
        assertThatThrownBy(() -> schema.encode(table(String.join("\n", lines))))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "people.csv has 2 cells that are not numbers in columns of numbers: age of row 2 is 'abc', age"
                                + " of row 3 is '1e99'. Correct them. Numbers have a decimal point, or a comma with data.decimal:"
                                + " comma. A blank cell means that a value is not known, and so do the"
                                + " values in data.missing.");
        assertThatThrownBy(() -> schema.unscaled(table("age,job,note\n?,cook,x")))
                .hasMessageContaining("1 cell that is not a number in a column of numbers: age of row 1 is '?'");
        assertThatThrownBy(() -> schema.encode(table("Age,job\n31,cook")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "people.csv lacks 2 columns that the model was trained with: age, note (it has Age, job; did"
                                + " you mean Age?). Add them; a value that is not known may be blank.");
        assertThatThrownBy(() -> fit(PEOPLE, Map.of("jobs", ColumnKind.CATEGORY)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "people.csv has no column jobs, whose kind is declared (it has age, job, note, city; did you"
                                + " mean job?). Correct the name, or leave the declaration out.");
        assertThatThrownBy(() -> fit(PEOPLE, Map.of("job", ColumnKind.NUMBER)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("4 cells that are not numbers in columns of numbers: job of row 1 is 'cook'");
        assertThatThrownBy(() -> fit("x,y\n1,\n1,\n", Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "people.csv has no column to learn from: all rows have the same values in x, y. Choose other"
                                + " columns to learn from.");
    }
}
