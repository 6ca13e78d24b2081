package io.winnow.trainer.labelling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beginnings of files that other tools write. */
class OtherToolsTest {
    @TempDir
    private Path folder;

    private ToolAnswers read(String content, boolean several) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), content);
        return LabellingFormats.of(file, Optional.empty()).read(file, ReadingChoices.usual(several));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\u0001',
            value = {
                "{\"a.jpg12\":{\"filename\":\"a.jpg\",\"size\":12,\"regions\":[{\"shape_attributes\":{\"name\":\"rect\"}}]}}#VIA",
                "{\"_via_settings\":{},\"_via_img_metadata\":{}}#VIA",
                "filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes#VIA",
                "{\"version\":\"5.1.1\",\"flags\":{},\"shapes\":[],\"imagePath\":\"a.jpg\"}#labelme",
                "<annotation><filename>a.jpg</filename><object><name>cat</name><bndbox><xmin>1</xmin>#Pascal VOC",
                "0 0.5 0.5 0.2 1e-2#YOLO",
                "label_name,bbox_x,bbox_y,bbox_width,bbox_height,image_name,image_width,image_height#makesense",
            })
    void filesOfOtherToolsAreNamed(String content, String tool) {
        assertThatThrownBy(() -> read(content, true))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(tool)
                .hasMessageContaining("COCO");
    }

    @Test
    void theCocoExportOfViaIsRead() throws IOException {
        String coco =
                "{\"info\":{\"description\":\"Exported using VGG Image Annotator\"},\"images\":[{\"id\":1,\"width\":9,"
                        + "\"height\":9,\"file_name\":\"a.jpg\"}],\"annotations\":[{\"id\":1,\"image_id\":\"1\",\"category_id\":1,"
                        + "\"bbox\":[1,2,3,4],\"iscrowd\":0}],\"categories\":[{\"supercategory\":\"class\",\"id\":1,\"name\":\"cat\"}]}";
        assertThat(read(coco, true).answers())
                .extracting(ToolAnswer::boxes)
                .containsExactly(List.of(new LabelledBox("cat", new Box(1, 2, 3, 4))));
    }

    @Test
    void jsonLinesWithListsOfLabelsAreRead() throws IOException {
        String doccano = """
                {"id": 4, "text": "fine", "label": ["good"], "winnow_id": "a", "Comments": []}
                {"id": 5, "text": "bad [and] good", "label": ["bad", "good"], "winnow_id": "b", "Comments": []}
                {"id": 6, "text": "?", "label": [], "winnow_id": "c", "Comments": []}
                """;
        ToolAnswers answers = read(doccano, true);
        assertThat(answers.answers()).extracting(ToolAnswer::id).containsExactly("a", "b");
        assertThat(answers.answers())
                .extracting(ToolAnswer::labels)
                .containsExactly(List.of("good"), List.of("bad", "good"));
        assertThat(answers.unanswered()).isEqualTo(1);
        assertThatThrownBy(() -> read(doccano, false)).hasMessageContaining("line 2: has the classes bad, good");
        assertThat(read("{\"id\": \"a\", \"label\": [\"good\"]}", false).answers())
                .extracting(ToolAnswer::labels)
                .containsExactly(List.of("good"));
        assertThat(read("{\"id\": \"a\", \"label\": \"good\"}", false).answers())
                .extracting(ToolAnswer::labels)
                .containsExactly(List.of("good"));
        assertThat(read("{\"id\": \"a\", \"label\": \"shapes\"}", false).answers())
                .as("a class with the name of a key of labelme")
                .extracting(ToolAnswer::labels)
                .containsExactly(List.of("shapes"));
    }

    @Test
    void aClassOfACsvFileMayBeginWithABracket() throws IOException {
        assertThat(read("id,label\na,[UNK]\n", false).answers())
                .extracting(ToolAnswer::labels)
                .containsExactly(List.of("[UNK]"));
    }
}
