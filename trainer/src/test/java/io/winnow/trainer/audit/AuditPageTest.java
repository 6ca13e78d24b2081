package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.label.ClassSets;
import io.winnow.trainer.audit.item.ItemFinding;
import io.winnow.trainer.audit.item.ItemFindings;
import io.winnow.trainer.calibrate.NeighbourVotes;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.page.Browser;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditPageTest {
    private static final String KEYS =
            "const press = key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));";
    /** Reports the saved file, and how wide the page is where a telephone has 390 pixels. */
    private static final String REPORT =
            "document.documentElement.style.width = '390px'; const right = [...document.querySelectorAll('body *')]"
                    + ".map(each => each.getBoundingClientRect().right); const said = document.createElement('pre');"
                    + " said.id = 'said'; said.textContent = corrections() + (Math.max(...right) <= 390);"
                    + " document.body.append(said);";

    @TempDir
    Path folder;

    private static List<String> said(String document) {
        String from = document.substring(document.indexOf("<pre id=\"said\">") + "<pre id=\"said\">".length());
        return from.substring(0, from.indexOf("</pre>")).lines().toList();
    }

    /** The first label is accepted, the second dismissed, the third changed, the fourth accepted and then undone. */
    @Test
    void decisionsMadeByKeysAreSavedWithALineForEachExample() throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            LabelAudit audit = AuditFilesTest.audit(data);
            Findings findings = new ClassFindings(audit, Verdict.of(audit, "mean", Optional.empty()));
            String page = AuditPage.of(findings, ItemFindings.NONE, data, 5);
            assertThat(page).contains("data:image/png;base64,").doesNotContain("\"DATA\"");
            List<Suspect> suspects = findings.suspects(5);
            String other = findings.names().stream()
                    .filter(name -> !name.equals(suspects.get(2).given())
                            && !name.equals(suspects.get(2).suggested()))
                    .findFirst()
                    .orElseThrow();
            String script = KEYS + "press('a'); press('d'); visible[2].other.value = '" + other
                    + "'; visible[2].other.dispatchEvent(new Event('change')); press('a'); press('u');" + REPORT;
            String document = Browser.run(page, script, folder);
            List<String> lines = said(document);
            assertThat(lines.get(0)).isEqualTo("key,given,suggested,decision,corrected");
            assertThat(lines.subList(1, findings.size() + 1))
                    .hasSize(findings.size())
                    .contains(line(
                            data, suspects.get(0), "accepted", suspects.get(0).suggested()))
                    .contains(line(
                            data, suspects.get(1), "dismissed", suspects.get(1).given()))
                    .contains(line(data, suspects.get(2), "changed", other))
                    .contains(line(data, suspects.get(3), "", suspects.get(3).given()));
            assertThat(document).contains("3 of 5 decided");
            assertThat(lines).as("the page fits a telephone").last().isEqualTo("true");
        }
    }

    /** Decisions of an earlier page, and of another tab, are saved, too, even if their labels have no card here. */
    @Test
    void decisionsThatAreNotShownAreSaved() throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            LabelAudit audit = AuditFilesTest.audit(data);
            Findings findings = new ClassFindings(audit, Verdict.of(audit, "mean", Optional.empty()));
            List<Suspect> suspects = findings.suspects(3);
            String key = data.train().key(data.trainExamples()[suspects.get(2).row()]);
            String other = findings.names().stream()
                    .filter(name -> !name.equals(suspects.get(2).given()))
                    .findFirst()
                    .orElseThrow();
            String script = KEYS + "localStorage.setItem(storage, JSON.stringify({[JSON.stringify(['" + key + "'])]: '"
                    + other + "'})); press('a');" + REPORT;
            String document = Browser.run(AuditPage.of(findings, ItemFindings.NONE, data, 1), script, folder);
            assertThat(document).contains("1 of 1 decided, and 1 decision on labels that are not shown");
            assertThat(said(document))
                    .contains(line(
                            data, suspects.get(0), "accepted", suspects.get(0).suggested()))
                    .contains("\"" + key + "\",\"" + suspects.get(2).given() + "\",\"\",\"changed\",\"" + other + "\"");
        }
    }

    /** The first image lacks the class b, and the second one has it wrongly; all others have both classes. */
    @Test
    void classesOfSetsAreAddedAndTakenAway() throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            int n = data.trainExamples().length;
            int[][] sets = new int[n][];
            Arrays.fill(sets, new int[] {0, 1});
            sets[0] = new int[] {0};
            float[] missing = new float[3 * n];
            missing[1] = 0.9f;
            float[] listed = new float[3 * n];
            Arrays.fill(listed, 0.8f);
            listed[3 + 1] = 0.1f;
            SetAudit audit = new SetAudit(
                    new ClassSets(sets, List.of("a", "b", "c")),
                    Map.of("mean", missing),
                    Map.of("mean", listed),
                    new NeighbourVotes(new int[2 * n], 2));
            String page = AuditPage.of(new SetFindings(audit, "mean"), ItemFindings.NONE, data, 1);
            List<String> lines = said(Browser.run(page, KEYS + "press('a'); press('a');" + REPORT, folder));
            assertThat(lines)
                    .contains(
                            "\"" + data.train().key(data.trainExamples()[0]) + "\",\"a\",\"a|b\",\"accepted\",\"a|b\"")
                    .contains("\"" + data.train().key(data.trainExamples()[1]) + "\",\"a|b\",\"a\",\"accepted\",\"a\"");
        }
    }

    /** An outlier is left out, and a contradiction takes the label of its copy; wrong labels stay as they are. */
    @Test
    void findingsOnExamplesAreShownByKind() throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            LabelAudit audit = AuditFilesTest.audit(data);
            Findings findings = new ClassFindings(audit, Verdict.of(audit, "mean", Optional.empty()));
            String other = findings.names().stream()
                    .filter(name -> !name.equals(findings.label(4)))
                    .findFirst()
                    .orElseThrow();
            ItemFindings items = new ItemFindings(
                    List.of(
                            new ItemFinding(
                                    ItemFinding.Kind.CONTRADICTION,
                                    example(data, findings, 4),
                                    Optional.of(new ItemFinding.Example(
                                            TaskData.Part.TRAIN, data.trainExamples()[5], 5, "copy", other)),
                                    1),
                            new ItemFinding(
                                    ItemFinding.Kind.LEAK,
                                    example(data, findings, 6),
                                    Optional.of(new ItemFinding.Example(TaskData.Part.TEST, 0, -1, "tested", other)),
                                    0.97),
                            new ItemFinding(
                                    ItemFinding.Kind.OUTLIER, example(data, findings, 7), Optional.empty(), 0.8)),
                    0.5,
                    true,
                    false,
                    true);
            String script = KEYS + "const choose = kind => { byId('kind').value = kind; show(); }; const seen = [];"
                    + "seen.push(visible.length); choose('contradiction'); seen.push(visible.length); press('a');"
                    + "choose('leak'); seen.push(visible[0].figure.textContent); press('d'); choose('outlier'); press('x');"
                    + "choose('*'); seen.push(visible.length);" + REPORT
                    + "said.textContent += '\\n' + seen.join('; ');";
            List<String> lines = said(Browser.run(AuditPage.of(findings, items, data, 5), script, folder));
            assertThat(lines)
                    .contains(saved(data, 4, findings.label(4), other, "accepted", other))
                    .contains(saved(data, 6, findings.label(6), "", "dismissed", findings.label(6)))
                    .contains(saved(data, 7, findings.label(7), "", "accepted", ""));
            assertThat(lines.get(lines.size() - 2))
                    .as("the page fits a telephone")
                    .isEqualTo("true");
            assertThat(lines)
                    .last()
                    .asString()
                    .startsWith("5; 1; ")
                    .endsWith("; 8")
                    .contains("similarity 0.970", "in test");
        }
    }

    private static ItemFinding.Example example(ImageData data, Findings findings, int row) {
        int index = data.trainExamples()[row];
        return new ItemFinding.Example(
                TaskData.Part.TRAIN, index, row, data.train().key(index), findings.label(row));
    }

    private static String saved(
            ImageData data, int row, String given, String suggested, String decision, String corrected) {
        return String.format(
                "\"%s\",\"%s\",\"%s\",\"%s\",\"%s\"",
                data.train().key(data.trainExamples()[row]), given, suggested, decision, corrected);
    }

    private static String line(ImageData data, Suspect suspect, String decision, String corrected) {
        return String.format(
                "\"%s\",\"%s\",\"%s\",\"%s\",\"%s\"",
                data.train().key(data.trainExamples()[suspect.row()]),
                suspect.given(),
                decision.isEmpty() ? "" : suspect.suggested(),
                decision,
                corrected);
    }
}
