package io.winnow.datasets.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.jsoup.Jsoup;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the text of cells with what a reader sees, which was determined by hand. */
class MarkupTextTest {
    private static String html(String cell) {
        return MarkupText.of(
                Jsoup.parse("<table><tr><td>" + cell + "</td></tr></table>").expectFirst("td"));
    }

    private static String jats(String cell) {
        return MarkupText.of(
                Jsoup.parse("<td>" + cell + "</td>", "", Parser.xmlParser()).expectFirst("td"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "10<sup>6</sup> CFU | 10^6 CFU",
                "5 &times; 10<sup>3</sup> | 5 × 10^3",
                "5×10 <sup>3</sup> | 5×10^3",
                "<b>10</b><sup><i>-6</i></sup> | 10^-6",
                "10<sup>−6</sup> | 10^−6",
                "10<sup>-</sup><sup>6</sup> | 10^-6",
                "10<sup>3<sup>2</sup></sup> | 10^3^2",
                "10<span style='vertical-align: super'>6</span> | 10^6",
                "kg/m<sup>2</sup> | kg/m^2",
                "10<sup>n</sup> or e<sup>x</sup> | 10^n or e^x",
                "2<sup>n - 1</sup> | 2^(n - 1)",
                "SO<sub>4</sub><sup>2−</sup> | SO4^2−",
                "CD4<sup>+</sup> cells | CD4+ cells",
                "BRAF<sup>V600E</sup> | BRAF^V600E",
                "1<sup>st</sup> and 22<sup>nd</sup> | 1st and 22nd",
                "<sup>14</sup>C and <sup>99m</sup>Tc | 14C and 99mTc",
                "37 <sup>o</sup>C | 37 °C",
                "Drug<sup>®</sup> | Drug®",
                "H<sub>2</sub>O | H2O",
                "101<sub>2</sub> | 101_2",
                "45.2<sub>a</sub> | 45.2_a",
                "C<sub>max</sub> | Cmax",
                "log<sub>10</sub> | log10"
            })
    void powersAndIndices(String cell, String read) {
        assertThat(html(cell)).isEqualTo(read);
        assertThat(jats(cell.replace("&times;", "×"))).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "12.5<sup>a</sup> | 12.5",
                "Drug<sup>[1]</sup> | Drug",
                "Drug<sup>a,b</sup> | Drug",
                "Drug<sup>a</sup><sup>,</sup><sup>b</sup> | Drug",
                "Drug<sup>a</sup>, <sup>b</sup> given | Drug given",
                "0.03<sup>*</sup> | 0.03",
                "0.03 <sup>†</sup> | 0.03",
                "P<sup>a</sup> | P",
                "12.1<sup>ab</sup> | 12.1",
                "Smith<sup>1,2</sup> | Smith",
                "Smith<sup>1–3</sup> et al. | Smith et al.",
                "Drug<sup>1</sup> | Drug^1",
                "Dose<sup>max</sup> | Dose^max",
                "Drug<a href='#fn1'><sup>1</sup></a> | Drug",
                "Drug<sup><a href='#fn1'>1</a></sup> | Drug",
                "10<sup>6</sup><sup>a</sup> | 10^6",
                "Drug<sup id='cite_ref-1' class='reference'><a href='#cite_note-1'>[1]</a></sup> | Drug",
                "Drug<a role='doc-noteref' href='notes.html'>3</a> | Drug",
                "see table <a href='#t2'>2</a> | see table 2",
                "<a href='#ref12'>[12]</a> | [12]",
                "<sup>2</sup> | 2",
                "<sup>a</sup>Adjusted | a Adjusted"
            })
    void marksOfFootnotes(String cell, String read) {
        assertThat(html(cell)).isEqualTo(read);
    }

    @Test
    void referencesOfJats() {
        assertThat(jats("Drug<xref ref-type=\"table-fn\" rid=\"t1fn1\"><sup>a</sup></xref>"))
                .isEqualTo("Drug");
        assertThat(jats(
                        "Drug<sup><xref ref-type=\"table-fn\" rid=\"x\">a</xref>,<xref ref-type=\"fn\" rid=\"y\">b</xref>"
                                + "</sup>"))
                .isEqualTo("Drug");
        assertThat(
                        jats(
                                "12<xref ref-type=\"table-fn\" rid=\"x\">a</xref>,<xref ref-type=\"table-fn\" rid=\"y\">b</xref>"))
                .isEqualTo("12");
        assertThat(jats("Smith<xref ref-type=\"bibr\" rid=\"B1\">12</xref>")).isEqualTo("Smith");
        assertThat(jats("Smith [<xref ref-type=\"bibr\" rid=\"B1\">12</xref>]")).isEqualTo("Smith [12]");
        assertThat(jats("<xref ref-type=\"bibr\" rid=\"B1\">12</xref>")).isEqualTo("12");
        assertThat(jats("<xref ref-type=\"bibr\" rid=\"B1\">Smith 2010</xref>")).isEqualTo("Smith 2010");
    }

    @Test
    void formulasAreReadOnce() {
        String power = "<mml:math><mml:msup><mml:mn>10</mml:mn><mml:mn>6</mml:mn></mml:msup></mml:math>";
        String tex = "<tex-math>\\documentclass{minimal}\\begin{document}$$10^{6}$$\\end{document}</tex-math>";
        assertThat(jats("<alternatives>" + tex + power + "<inline-graphic/></alternatives> CFU"))
                .isEqualTo("10^6 CFU");
        assertThat(jats("<inline-formula>" + tex + power + "</inline-formula>")).isEqualTo("10^6");
        assertThat(jats("<inline-formula>" + tex + "</inline-formula>")).isEqualTo("10^{6}");
        assertThat(html("<math><mfrac><mn>1</mn><mrow><mi>x</mi><mo>+</mo><mn>2</mn></mrow></mfrac></math>"))
                .isEqualTo("1/(x+2)");
        assertThat(html("Drug<math><msup><mrow></mrow><mi>a</mi></msup></math>"))
                .isEqualTo("Drug");
        assertThat(html("<math><msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup><annotation>x</annotation></math>"))
                .isEqualTo("x1^2");
        assertThat(html("<span style='display: none'><math><mn>7</mn></math></span>"
                        + "<img class='mwe-math-fallback-image-inline' alt='{\\displaystyle 7}'>"))
                .isEqualTo("7");
    }

    @Test
    void superscriptsWithinFormulasAreRead() {
        assertThat(jats("<msup><mi>x</mi><sup>2</sup></msup>")).isEqualTo("x^2");
        assertThat(jats("<alternatives><textual-form style='vertical-align:super'>a+b</textual-form></alternatives>"))
                .isEqualTo("a+b");
    }

    @Test
    void hiddenTextIsSkipped() {
        assertThat(html("<span style='display:none'>000012</span>12")).isEqualTo("12");
        assertThat(html("<span style='color: red; DISPLAY : none !important'>x</span>12"))
                .isEqualTo("12");
        assertThat(html("<span style='visibility:hidden'>x</span>12")).isEqualTo("12");
        assertThat(html("<span hidden>x</span><template>y</template><noscript>z</noscript><script>a()</script>12"))
                .isEqualTo("12");
        assertThat(html("<style>td {}</style><!-- no --><span class='info sr-only'>x</span>12"))
                .isEqualTo("12");
        assertThat(html("<span style='text-display:none'>x</span>12")).isEqualTo("x12");
        assertThat(html("<input type=hidden value=x><input value=12>")).isEqualTo("12");
        assertThat(html("<select><option>a<option selected>b</select>")).isEqualTo("b");
        assertThat(html("<img src=x alt=yes>")).isEqualTo("yes");
    }

    @Test
    void wordsAreSeparatedAndJoinedAsShown() {
        assertThat(html("a<br>b<br/>c<p>d</p><div>e</div><ul><li>f<li>g</ul>h")).isEqualTo("a b c d e f g h");
        assertThat(html("<span style='display:block'>a</span><span style='display:block'>b</span>"))
                .isEqualTo("a b");
        assertThat(html("<b>12</b>3<i>4</i>")).isEqualTo("1234");
        assertThat(html("a&nbsp;&nbsp;b\n c&shy;d\u200Be")).isEqualTo("a b cde");
        assertThat(jats("a<break/>b<list><list-item><p>c</p></list-item><list-item><p>d</p></list-item></list>"))
                .isEqualTo("a b c d");
        assertThat(html("a<table><tr><td>inner</table>b")).isEqualTo("a b");
        assertThat(jats("<b>".repeat(20_000) + "deep" + "</b>".repeat(20_000))).isEqualTo("deep");
    }
}
