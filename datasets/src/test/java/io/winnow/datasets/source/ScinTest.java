package io.winnow.datasets.source;

import static io.winnow.datasets.source.Describe.ALWAYS;
import static io.winnow.datasets.source.Describe.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of data-readers.md, section 3, on tables with the published headers of SCIN and invented values. */
class ScinTest {
    @TempDir
    Path folder;

    @BeforeEach
    void copy() throws IOException {
        for (String name : List.of("scin_cases.csv", "scin_labels.csv")) {
            try (InputStream in = ScinTest.class.getResourceAsStream(name)) {
                Files.copy(in, folder.resolve(name));
            }
        }
        Files.createDirectories(folder.resolve("images"));
        for (String name : List.of(
                "101a", "101b", "102a", "103a", "104a", "104b", "104c", "105a", "106a", "107a", "108a", "109a", "110a",
                "111a")) {
            Files.writeString(folder.resolve("images/" + name + ".png"), name);
        }
    }

    private DataDescription description(Optional<Condition> keep) throws IOException {
        Map<String, LabelDescription> labels = new LinkedHashMap<>();
        labels.put(
                "condition",
                new LabelDescription.Soft(
                        new Encoding.Listed("weighted_skin_condition_label"),
                        ClassList.ALL.withAtLeast(2, ClassList.Rest.OTHER),
                        false,
                        false,
                        Optional.of(Condition.parse(
                                "dermatologist_gradable_for_skin_condition_1 != " + "NO_IMAGE_QUALITY_INSUFFICIENT"))));
        labels.put(
                "skin_type",
                new LabelDescription.Ordinal(
                        columns("dermatologist_fitzpatrick_skin_type_label_*"),
                        List.of("FST1", "FST2", "FST3", "FST4", "FST5", "FST6"),
                        ALWAYS));
        labels.put(
                "symptoms",
                LabelDescription.Multi.of(
                        columns("condition_symptoms_*"), new StateValues(List.of("YES"), List.of(), List.of())));
        labels.put(
                "tone",
                new LabelDescription.Numbers(columns("monk_skin_tone_label_*"), Optional.of("Monk scale"), ALWAYS));
        return new DataDescription(
                new Metadata(
                        List.of(new Metadata.PartFile(Optional.empty(), folder.resolve("scin_cases.csv"))),
                        Optional.empty(),
                        TextCharset.UTF_8,
                        List.of(new Metadata.Join(folder.resolve("scin_labels.csv"), List.of("case_id"), false)),
                        List.of("NA", "nan", "UNKNOWN", "NONE_IDENTIFIED"),
                        keep),
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

    @Test
    void eachImageIsAnItemWithTheLabelsOfItsCase() throws IOException {
        DescribedData data = DescribedData.read("scin", description(Optional.empty()));
        assertThat(data.size()).isEqualTo(15);
        assertThat(data.keys())
                .startsWith("101/1", "101/2", "102/1", "103/1", "104/1", "104/2", "104/3", "105/1")
                .endsWith("112/1");
        ItemContent.Files files = (ItemContent.Files) data.content();
        assertThat(files.paths().get(6)).isEqualTo(folder.resolve("images/104c.png"));
        assertThat(data.groups().get(14)).containsExactly("112", "images/101a.png");
        assertThat(data.weights()[6]).isEqualTo(1);
        assertThat(data.weights()[7]).isEqualTo(0.3);

        SoftLabels condition = (SoftLabels) data.labels().get("condition");
        // Eczema has 6 gradable cases, Tinea 3, Urticaria 3; the others have one each.
        assertThat(condition.classNames()).containsExactly("Eczema", "Tinea", "Urticaria", "other");
        assertThat(condition.distribution(0)).containsExactly(0.67, 0, 0, 0.33);
        assertThat(condition.distribution(6)).containsExactly(0.4, 0.2, 0, 0.4);
        assertThat(condition.known(3)).as("no label, not gradable").isFalse();
        assertThat(condition.known(13)).as("several conditions at once").isFalse();
        assertThat(condition.known(14)).as("labelled, but not gradable").isFalse();
        assertThat(data.notes()).contains("labels.condition: 3 classes of fewer than 2 items became the class other.");

        OrdinalLabels type = (OrdinalLabels) data.labels().get("skin_type");
        assertThat(type.distribution(4)).containsExactly(0, 0, 0, 0.5, 0.5, 0);
        assertThat(type.levels()[4]).isEqualTo(3);
        assertThat(type.known(3)).isFalse();

        ClassSets symptoms = (ClassSets) data.labels().get("symptoms");
        assertThat(symptoms.classNames()).containsExactly("itching", "burning", "pain");
        assertThat(symptoms.states(4)).containsExactly(1, 1, 0);
        assertThat(symptoms.known(7)).isFalse();

        NumberLabels tone = (NumberLabels) data.labels().get("tone");
        assertThat(tone.values()[0]).containsExactly(3, 2);
        assertThat(tone.known(3)).isFalse();
    }

    @Test
    void keepLeavesRecordsOut() throws IOException {
        DescribedData data = DescribedData.read(
                "scin",
                description(Optional.of(Condition.parse("sex_at_birth = female and monk_skin_tone_label_us >= 3"))));
        assertThat(data.keys()).containsExactly("104/1", "104/2", "104/3", "106/1", "107/1", "109/1", "112/1");
        assertThat(data.notes()).contains("7 records were left out by keep.");
    }

    @Test
    void aSelectionKeepsEverythingOfItsItems() throws IOException {
        DescribedData data =
                DescribedData.read("scin", description(Optional.empty())).select(new int[] {7, 6});
        assertThat(data.keys()).containsExactly("105/1", "104/3");
        assertThat(data.weights()).containsExactly(0.3, 1);
        assertThat(data.groups().get(0)).containsExactly("105", "images/105a.png");
        assertThat(((ItemContent.Files) data.content()).paths().get(1)).isEqualTo(folder.resolve("images/104c.png"));
        SoftLabels condition = (SoftLabels) data.labels().get("condition");
        assertThat(condition.distribution(1)[0]).isCloseTo(0.4, within(1e-12));
    }
}
