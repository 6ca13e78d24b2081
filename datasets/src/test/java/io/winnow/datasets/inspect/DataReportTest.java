package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.winnow.datasets.inspect.ClassReport.ClassItems;
import io.winnow.datasets.inspect.ClassReport.OnlyIn;
import io.winnow.datasets.inspect.ColumnReport.Kind;
import io.winnow.datasets.source.ClassList;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.ItemColumns;
import io.winnow.datasets.split.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataReportTest {
    /** b, c and e are the same text, and a and d are of one patient. */
    private static final String TALK = """
            id,title,text,intent,patient,quality,part
            a,Hello,world out there,greet,p,1,train
            b,,good bye,leave,q,1,train
            c,,good bye,greet,s,0.5,test
            d,,what time is it,ask,p,1,test
            e,,good bye,leave,,1,validation
            f,,one two three four five six,,r,1,
            """;

    @TempDir
    Path folder;

    private DescribedData talk() throws IOException {
        return Described.read(
                folder,
                TALK,
                new Content.Texts(List.of("title", "text")),
                new ItemColumns(
                        Optional.of("id"),
                        List.of("patient"),
                        Optional.of(new ItemColumns.Weight("quality", Map.of())),
                        Optional.of("part"),
                        Optional.empty()),
                Map.of("intent", Described.oneClass("intent", ClassList.ALL)));
    }

    /** A token for each word, one at the beginning, and one at the end. */
    private static final TokenCounter TOKENS = new TokenCounter(
            texts -> texts.stream()
                    .mapToInt(text -> ContentReport.words(text.first()) + 2)
                    .toArray(),
            5);

    @Test
    void texts() throws IOException {
        DescribedData data = talk();
        DataReport report = DataReport.of(data, Described.split(data), Optional.of(TOKENS));
        assertThat(report.items()).isEqualTo(6);
        assertThat(report.parts())
                .containsExactly(Map.entry("train", 2), Map.entry("test", 2), Map.entry("validation", 1));
        assertThat(report.inNoPart()).isEqualTo(1);
        assertThat(report.weighted()).isEqualTo(1);
        assertThat(report.groups()).isEqualTo(new GroupReport(4, 2, 1));

        ContentReport.Texts texts = (ContentReport.Texts) report.content();
        // 4, 2, 2, 4, 2 and 6 words
        assertThat(texts.words().mean()).isCloseTo(20.0 / 6, within(1e-12));
        assertThat(texts.words().std()).isCloseTo(Math.sqrt(80.0 / 36), within(1e-12));
        assertThat(texts.words().median()).isEqualTo(3);
        assertThat(texts.words().q95()).isCloseTo(5.5, within(1e-12));
        assertThat(texts.tokens().lengths().max()).isEqualTo(8);
        assertThat(texts.tokens().cut()).isEqualTo(3);
        assertThat(texts.tokens().cutShare()).isEqualTo(0.5);

        ItemSet goodbye = new ItemSet(3, List.of("b", "c", "e"));
        assertThat(report.copies())
                .isEqualTo(new CopyReport(
                        1, 2, List.of(goodbye), Map.of("intent", new CopyReport.Contradiction(1, List.of(goodbye)))));
        assertThat(report.overlaps())
                .containsExactly(
                        new Overlap("train", "test", 2, 1, 1, sets("b", "c"), 1, 1, sets("a", "d")),
                        new Overlap("train", "validation", 1, 1, 1, sets("b", "e"), 0, 0, List.of()),
                        new Overlap("test", "validation", 1, 1, 1, sets("c", "e"), 0, 0, List.of()));

        LabelReport intent = report.labels().get("intent");
        assertThat(intent.kind()).isEqualTo("class");
        assertThat(intent.known()).isEqualTo(5);
        assertThat(intent.missing()).isEqualTo(1);
        assertThat(intent.details()).isNull();
        assertThat(intent.classes().classes())
                .containsExactly(
                        new ClassItems("ask", 1, Map.of("train", 0.0, "test", 1.0, "validation", 0.0)),
                        new ClassItems("greet", 2, Map.of("train", 1.0, "test", 1.0, "validation", 0.0)),
                        new ClassItems("leave", 2, Map.of("train", 1.0, "test", 0.0, "validation", 1.0)));
        assertThat(intent.classes().onlyIn())
                .containsExactly(
                        new OnlyIn("train", "test", List.of("leave")),
                        new OnlyIn("test", "train", List.of("ask")),
                        new OnlyIn("train", "validation", List.of("greet")));
    }

    private static List<ItemSet> sets(String... keys) {
        return List.of(new ItemSet(keys.length, List.of(keys)));
    }

    @Test
    void theTextOfAReport() throws IOException {
        DescribedData data = talk();
        assertThat(DataReport.of(data, Described.split(data), Optional.of(TOKENS))
                        .text())
                .isEqualTo("""
                        data: 6 items
                          train       2
                          test        2
                          validation  1
                          in no part  1
                          1 item has a weight other than 1.

                        Lengths of the texts
                                  items   mean    std  min  25%  median  75%  95%  max
                          words       6  3.333  1.491    2    2       3    4  5.5    6
                          tokens      6  5.333  1.491    4    4       5    6  7.5    8
                          3 texts have more than 5 tokens and will be cut (50.0%).

                        Copies
                          1 content occurs more than once, so that 2 items repeat an earlier one: b, c, e.
                          1 of these contents has contradictory values of the label intent: b, c, e.

                        What the parts have in common
                          1 content is in both train and test, so 1 of 2 items of test is a copy: b, c.
                          1 group is in both train and test, so 1 of 2 items of test has a group mate in train: a, d.
                          1 content is in both train and validation, so 1 of 1 items of validation is a copy: b, e.
                          1 content is in both test and validation, so 1 of 1 items of validation is a copy: c, e.

                        Groups
                          The items form 4 groups; the largest has 2 items.
                          1 item belongs to no group.

                        Label intent (class)
                          5 items have this label; of 1 item nothing is known.
                                 items  train  test  validation
                          ask        1      0     1           0
                          greet      2      1     1           0
                          leave      2      1     0           1
                          1 class has items in train and none in test: leave.
                          1 class has items in test and none in train: ask.
                          1 class has items in train and none in validation: greet.""");
    }

    @Test
    void undividedDataWithoutGroups() throws IOException {
        DescribedData data = Described.read(
                folder,
                "first,second\none,two\ntwo,one three\none,two\n",
                new Content.TextPair("first", "second"),
                ItemColumns.NONE,
                Map.of());
        DataReport report = DataReport.of(data, Optional.empty(), Optional.empty());
        assertThat(report.parts()).isEmpty();
        assertThat(report.inNoPart()).isZero();
        assertThat(report.groups()).isNull();
        assertThat(report.overlaps()).isEmpty();
        assertThat(report.labels()).isEmpty();
        assertThat(report.copies().examples()).containsExactly(new ItemSet(2, List.of("1", "3")));
        ContentReport.Texts texts = (ContentReport.Texts) report.content();
        assertThat(texts.pairs()).isTrue();
        assertThat(texts.words().max()).isEqualTo(3);
        assertThat(texts.tokens()).isNull();
        assertThat(report.text()).isEqualTo("""
                        data: 3 items

                        Lengths of the pairs of texts
                                 items   mean     std  min  25%  median  75%  95%  max
                          words      3  2.333  0.4714    2    2       2  2.5  2.9    3

                        Copies
                          1 content occurs more than once, so that 1 item repeats an earlier one: 1, 3.""");
    }

    /** Of many items with one content and of many contents, the first five are named. */
    @Test
    void theTextOfManyCopies() {
        List<ItemSet> sets = ItemSet.first(
                List.of(
                        new int[] {0, 1, 2, 3, 4, 5},
                        new int[] {6, 7},
                        new int[] {0, 1},
                        new int[] {0, 2},
                        new int[] {0, 3},
                        new int[] {0, 4}),
                List.of("a", "b", "c", "d", "e", "f", "g", "h"));
        assertThat(sets).hasSize(5).startsWith(new ItemSet(6, List.of("a", "b", "c", "d", "e")));
        DataReport report = new DataReport(
                "data",
                8,
                Map.of(),
                0,
                new ContentReport.Values(List.of()),
                new CopyReport(6, 10, sets, Map.of()),
                List.of(),
                null,
                0,
                Map.of(),
                List.of(),
                List.of());
        assertThat(report.text())
                .endsWith("6 contents occur more than once, so that 10 items repeat an earlier one:"
                        + " a, b, c, d, e, ..; g, h; a, b; a, c; a, d; ..");
    }

    @Test
    void valuesOfColumns() throws IOException {
        DescribedData data = Described.read(folder, """
                size,colour,remark,code,nothing
                1,red,a fine day,A1,
                2.5,red,,B2,
                ,blue,rain all day,C3,
                1,red,a fine day,A1,
                -3e2,blue,sun,D4,
                """, new Content.Values(List.of()), ItemColumns.NONE, Map.of());
        DataReport report = DataReport.of(data, Optional.empty(), Optional.empty());
        assertThat(((ContentReport.Values) report.content()).columns())
                .containsExactly(
                        new ColumnReport("size", Kind.NUMBER, 1, 3),
                        new ColumnReport("colour", Kind.CATEGORY, 0, 2),
                        new ColumnReport("remark", Kind.TEXT, 1, 3),
                        new ColumnReport("code", Kind.CATEGORY, 0, 4),
                        new ColumnReport("nothing", Kind.EMPTY, 5, 0));
        assertThat(report.copies().examples()).containsExactly(new ItemSet(2, List.of("1", "4")));
    }

    /** The same bytes under another name are a copy; files of the same size need not be. */
    @Test
    void filesWithTheSameContent() throws IOException {
        for (Map.Entry<String, String> file : Map.of("a.png", "abc", "b.PNG", "xyz", "c.jpg", "abc", "d", "abcd")
                .entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        DescribedData data = Described.read(
                folder,
                "path,k\na.png,x\nb.PNG,x\nc.jpg,y\nd,y\na.png,x\n",
                new Content.Files(List.of("path"), folder, false),
                ItemColumns.NONE,
                Map.of("k", Described.oneClass("k", ClassList.ALL)));
        DataReport report = DataReport.of(data, Optional.empty(), Optional.empty());
        assertThat(report.content()).isEqualTo(new ContentReport.Files(4, Map.of("png", 2, "jpg", 1, "", 1)));
        ItemSet copies = new ItemSet(3, List.of("1", "3", "5"));
        assertThat(report.copies().examples()).containsExactly(copies);
        assertThat(report.copies().contradictions())
                .isEqualTo(Map.of("k", new CopyReport.Contradiction(1, List.of(copies))));
    }

    /** With the settings that the command line uses: snake case, and without null values. */
    @Test
    void json() throws IOException {
        DescribedData data = talk();
        JsonNode json = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .build()
                .valueToTree(DataReport.of(data, Described.split(data), Optional.empty()));
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "name",
                        "items",
                        "parts",
                        "in_no_part",
                        "content",
                        "copies",
                        "overlaps",
                        "groups",
                        "weighted",
                        "labels",
                        "warnings",
                        "notes");
        assertThat(json.at("/content/kind").asText()).isEqualTo("texts");
        assertThat(json.at("/content/words/q25").asDouble()).isEqualTo(2);
        assertThat(json.at("/content").has("tokens")).isFalse();
        assertThat(json.at("/copies/contradictions/intent/examples/0/keys/1").asText())
                .isEqualTo("c");
        assertThat(json.at("/overlaps/0/other_items_with_mates").asInt()).isEqualTo(1);
        assertThat(json.at("/labels/intent/classes/only_in/1/absent_from").asText())
                .isEqualTo("train");
        assertThat(json.at("/labels/intent/classes/classes/2/parts/validation").asDouble())
                .isEqualTo(1);
    }

    @Test
    void aSplitOfOtherItemsIsRefused() throws IOException {
        DescribedData data = talk();
        assertThatThrownBy(() -> DataReport.of(data, Optional.of(Split.given(List.of("train"))), Optional.empty()))
                .hasMessage("The split divides 1 items; data has 6.");
    }
}
