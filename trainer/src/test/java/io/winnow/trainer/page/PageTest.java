package io.winnow.trainer.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.model.Preview;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {
    @Test
    void aPageHasItsStyleItsChartsAndItsDataInOneFile() throws IOException {
        String page = Page.fill(PageTest.class, "charts.html", Map.of("name", "</script><b>\"CHARTS\""));

        assertThat(page)
                .contains("font: 15px", "Chart.js v4.5.1", "{\"name\":\"\\u003c/script>\\u003cb>\\\"CHARTS\\\"\"}")
                .doesNotContain("/*STYLE*/", "/*CHARTS*/", "\"DATA\"");
        assertThat(page.split("</script", -1)).hasSize(3);
    }

    /** A block of a kind that the script does not know would end it. */
    @Test
    void theScriptDrawsEachKindOfBlock() throws IOException {
        String script = new String(Page.class.getResourceAsStream("blocks.js").readAllBytes(), StandardCharsets.UTF_8);
        List<Block> blocks = List.of(
                new Block.Text(""),
                new Block.Warning(""),
                new Block.Code(""),
                new Block.Folded("", List.of()),
                new Block.Beside("", List.of()),
                new Block.Table("", List.of(), List.of()),
                new Block.Charts(List.of()),
                new Block.Matrix("", List.of(), new int[0][]),
                new Block.Reliability("", List.of()),
                new Block.Cards("", List.of()),
                new Block.Bars("", List.of(), List.of()),
                new Block.Points("", "", "", new double[0][], List.of(), List.of(), false));
        assertThat(blocks.stream().<Class<?>>map(Block::getClass))
                .containsExactlyInAnyOrderElementsOf(List.of(Block.class.getPermittedSubclasses()));
        for (Block block : blocks) {
            String kind = new ObjectMapper().valueToTree(block).get("kind").asText();
            assertThat(script).contains("\n    " + kind + ": block =>");
        }
    }

    @Test
    void aTemplateThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Page.fill(PageTest.class, "absent.html", Map.of()))
                .hasMessageContaining("absent.html");
    }

    @Test
    void aPictureIsPartOfThePage() {
        Map<String, Object> card = new HashMap<>();
        Page.put(card, new Preview.Picture(new byte[] {1, 2, 3}));
        Page.put(card, new Preview.Excerpt("a text"));

        assertThat(card).containsEntry("image", "data:image/png;base64,AQID").containsEntry("text", "a text");
    }
}
