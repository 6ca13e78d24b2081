package io.winnow.datasets.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.inspect.ClassReport.ClassItems;
import io.winnow.datasets.source.ClassList;
import io.winnow.datasets.source.Condition;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.DataDescription;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.Encoding;
import io.winnow.datasets.source.ItemColumns;
import io.winnow.datasets.source.LabelDescription;
import io.winnow.datasets.source.Metadata;
import io.winnow.datasets.source.StateValues;
import io.winnow.datasets.split.Split;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables with the published headers of SCIN (data-readers.md, section 2) and invented values, which are counted by hand. */
class ScinReportTest {
    @TempDir
    Path folder;

    private DataReport report;

    @BeforeEach
    void inspect() throws IOException {
        for (String name : List.of("scin_cases.csv", "scin_labels.csv")) {
            try (InputStream in = ScinReportTest.class.getResourceAsStream("/io/winnow/datasets/source/" + name)) {
                Files.copy(in, folder.resolve(name));
            }
        }
        Files.createDirectories(folder.resolve("images"));
        for (String name : List.of(
                "101a", "101b", "102a", "103a", "104a", "104b", "104c", "105a", "106a", "107a", "108a", "109a", "110a",
                "111a")) {
            Files.writeString(folder.resolve("images/" + name + ".png"), name);
        }
        DescribedData data = DescribedData.read("scin", description());
        // The first twelve items are in the training part; the last one is in the test part and has an image of the
        // first.
        List<String> parts = IntStream.range(0, data.size())
                .mapToObj(i -> i < 12 ? "train" : "test")
                .toList();
        report = DataReport.of(data, Optional.of(Split.given(parts)), Optional.empty());
    }

    private DataDescription description() throws IOException {
        Map<String, LabelDescription> labels = new LinkedHashMap<>();
        labels.put(
                "condition",
                new LabelDescription.Soft(
                        new Encoding.Listed("weighted_skin_condition_label"),
                        ClassList.ALL.withAtLeast(2, ClassList.Rest.OTHER),
                        false,
                        false,
                        Optional.of(Condition.parse(
                                "dermatologist_gradable_for_skin_condition_1 != NO_IMAGE_QUALITY_INSUFFICIENT"))));
        labels.put(
                "skin_type",
                new LabelDescription.Ordinal(
                        new Encoding.Columns(List.of("dermatologist_fitzpatrick_skin_type_label_*")),
                        List.of("FST1", "FST2", "FST3", "FST4", "FST5", "FST6"),
                        Optional.empty()));
        labels.put(
                "symptoms",
                LabelDescription.Multi.of(
                        new Encoding.Columns(List.of("condition_symptoms_*")),
                        new StateValues(List.of("YES"), List.of(), List.of())));
        labels.put(
                "tone",
                new LabelDescription.Numbers(
                        new Encoding.Columns(List.of("monk_skin_tone_label_*")),
                        Optional.of("Monk scale"),
                        Optional.empty()));
        return new DataDescription(
                new Metadata(
                        List.of(new Metadata.PartFile(Optional.empty(), folder.resolve("scin_cases.csv"))),
                        Optional.empty(),
                        TextCharset.UTF_8,
                        List.of(new Metadata.Join(folder.resolve("scin_labels.csv"), List.of("case_id"), false)),
                        List.of("NA", "nan", "UNKNOWN", "NONE_IDENTIFIED"),
                        Optional.empty()),
                new Content.Files(List.of("image_1_path", "image_2_path", "image_3_path"), folder, false),
                new ItemColumns(
                        Optional.of("case_id"),
                        List.of("case_id", "image_1_path"),
                        Optional.of(new ItemColumns.Weight("related_category", Map.of("RASH", 1.0, "ACNE", 0.3))),
                        Optional.empty(),
                        Optional.empty()),
                labels,
                List.of("condition"));
    }

    /** Twelve cases with fifteen images; the image of case 112 is the first of case 101, which has other labels. */
    @Test
    void imagesCopiesAndGroups() {
        assertThat(report.items()).isEqualTo(15);
        assertThat(report.parts()).isEqualTo(Map.of("train", 12, "test", 3));
        assertThat(report.weighted()).isEqualTo(1);
        assertThat(report.content()).isEqualTo(new ContentReport.Files(14, Map.of("png", 14)));
        ItemSet copies = new ItemSet(2, List.of("101/1", "112/1"));
        assertThat(report.copies().contents()).isEqualTo(1);
        assertThat(report.copies().repeated()).isEqualTo(1);
        assertThat(report.copies().examples()).containsExactly(copies);
        // FST2 and FST4; 3 and 5. The condition of case 112 is void, and no symptom is known to be absent.
        assertThat(report.copies().contradictions())
                .isEqualTo(Map.of(
                        "skin_type", new CopyReport.Contradiction(1, List.of(copies)),
                        "tone", new CopyReport.Contradiction(1, List.of(copies))));
        assertThat(report.groups()).isEqualTo(new GroupReport(11, 3, 0));
        assertThat(report.overlaps())
                .containsExactly(new Overlap(
                        "train",
                        "test",
                        3,
                        1,
                        1,
                        List.of(copies),
                        1,
                        1,
                        List.of(new ItemSet(3, List.of("101/1", "101/2", "112/1")))));
    }

    private static void counts(LabelReport label, double... expected) {
        assertThat(label.classes().classes().stream()
                        .mapToDouble(ClassItems::items)
                        .toArray())
                .containsExactly(expected, within(1e-9));
    }

    @Test
    void distributionsOfTheConditions() {
        LabelReport condition = report.labels().get("condition");
        assertThat(condition.kind()).isEqualTo("soft");
        assertThat(condition.known()).isEqualTo(12);
        assertThat(condition.missing()).isEqualTo(3);
        assertThat(condition.classes().classes().stream().map(ClassItems::name))
                .containsExactly("Eczema", "Tinea", "Urticaria", "other");
        counts(
                condition,
                2 * 0.67 + 3 * 0.4 + 0.33 + 0.5 + 1 + 0.33,
                3 * 0.2 + 0.67 + 1,
                1 + 0.5 + 0.67,
                2 * 0.33 + 3 * 0.4 + 1);
        LabelDetails.Distributions shares = (LabelDetails.Distributions) condition.details();
        // Entropies: four times that of (.67, .33), three times that of (.4, .4, .2), and once that of (.5, .5).
        assertThat(shares.meanEntropy()).isCloseTo((4 * 0.634179 + 3 * 1.054920 + 0.693147) / 12, within(1e-6));
        assertThat(shares.withoutMajority()).isEqualTo(0.25);
    }

    @Test
    void levelsOfTheSkinTypes() {
        LabelReport type = report.labels().get("skin_type");
        assertThat(type.known()).isEqualTo(13);
        counts(type, 1, 4.0 / 3 + 1, 2.0 / 3 + 3, 3.5, 2, 0.5);
        Agreement agreement = ((LabelDetails.Levels) type.details()).agreement();
        assertThat(agreement.items()).isEqualTo(8);
        assertThat(agreement.labels()).isEqualTo(19);
        assertThat(agreement.unanimous()).isEqualTo(0.25);
        // Computed apart, as 1 less the ratio of the mean differences of pairs of labels of an item and of all labels.
        assertThat(agreement.alpha()).isCloseTo(0.869148, within(1e-6));
    }

    @Test
    void symptomsAndTones() {
        LabelReport symptoms = report.labels().get("symptoms");
        assertThat(symptoms.known()).isEqualTo(12);
        counts(symptoms, 9, 5, 3);
        LabelDetails.Sets sets = (LabelDetails.Sets) symptoms.details();
        assertThat(sets.cardinality()).isCloseTo(17.0 / 12, within(1e-12));
        assertThat(sets.density()).isCloseTo(17.0 / 36, within(1e-12));
        assertThat(sets.distinctSets()).isEqualTo(5);
        assertThat(sets.withoutPositive()).isZero();
        assertThat(sets.unknown()).isCloseTo(19.0 / 36, within(1e-12));
        LabelDetails.Numbers tone =
                (LabelDetails.Numbers) report.labels().get("tone").details();
        assertThat(tone.numbers().get("india").count()).isEqualTo(13);
        assertThat(tone.numbers().get("india").mean()).isCloseTo(60.0 / 13, within(1e-12));
        assertThat(tone.numbers().get("india").median()).isEqualTo(4);
        assertThat(tone.numbers().get("us").mean()).isCloseTo(53.0 / 13, within(1e-12));
    }

    @Test
    void theTextOfTheReport() {
        assertThat(report.text()).isEqualTo("""
                        scin: 15 items
                          train  12
                          test    3
                          1 item has a weight other than 1.

                        Files
                          The items are 14 different files.
                          .png  14

                        Copies
                          1 content occurs more than once, so that 1 item repeats an earlier one: 101/1, 112/1.
                          1 of these contents has contradictory values of the label skin_type: 101/1, 112/1.
                          1 of these contents has contradictory values of the label tone: 101/1, 112/1.

                        What the parts have in common
                          1 content is in both train and test, so 1 of 3 items of test is a copy: 101/1, 112/1.
                          1 group is in both train and test, so 1 of 3 items of test has a group mate in train: 101/1, 101/2, 112/1.

                        Groups
                          The items form 11 groups; the largest has 3 items.

                        Label condition (soft)
                          12 items have this label; of 3 items nothing is known.
                          The mean entropy of the distributions is 0.5329 nats; for 25.0% of the items, no class has a share of 50% or more.
                                     items  train  test
                          Eczema      4.70   4.37  0.33
                          Tinea       2.27   2.27  0.00
                          Urticaria   2.17   1.50  0.67
                          other       2.86   2.86  0.00
                          2 classes have items in train and none in test: Tinea, other.

                        Label skin_type (ordinal)
                          13 items have this label; of 2 items nothing is known.
                          All annotators agree on 25.0% of the 8 items with several annotators; Krippendorff's alpha is 0.869.
                                items  train  test
                          FST1   1.00   1.00  0.00
                          FST2   2.33   2.33  0.00
                          FST3   3.67   2.67  1.00
                          FST4   3.50   2.50  1.00
                          FST5   2.00   2.00  0.00
                          FST6   0.50   0.50  0.00
                          4 classes have items in train and none in test: FST1, FST2, FST5, FST6.

                        Label symptoms (multi)
                          12 items have this label; of 3 items nothing is known.
                          An item has 1.417 classes on average, which is a share of 47.2% of all classes.
                          There are 5 different sets of classes; every item has at least one class.
                          Of 52.8% of the pairs of an item and a class it is not known whether the item has the class.
                          The classes that items have together most often: itching and burning (4), itching and pain (1), burning and pain (1).
                                   items  train  test  absent  unknown
                          itching      9      7     2       0        3
                          burning      5      4     1       0        7
                          pain         3      2     1       0        9

                        Label tone (number)
                          13 items have this label; of 2 items nothing is known.
                          The unit is Monk scale.
                                 items   mean    std  min  25%  median  75%  95%  max
                          india     13  4.615  2.237    1    3       4    7  7.8    9
                          us        13  4.077  2.018    1    2       4    6  6.8    8

                        Notes
                          labels.condition: 3 classes of fewer than 2 items became the class other.""");
    }
}
