package io.winnow.trainer.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.model.Preview;
import java.io.IOException;
import java.util.HashMap;
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
