package io.winnow.datasets.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.razorvine.pickle.Pickler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads unexpected pickles: instructions that create objects, false lengths, and other contents. */
class PickleTest {
    @TempDir
    Path folder;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("tables.pickle"), bytes);
    }

    private static Object[] pair(String a, String b, double label, double score) {
        List<List<String>> rows = List.of(List.of("x", "y"), List.of("1", "2"));
        return new Object[] {"first", "second", rows, List.of(), label, a, b, score};
    }

    private Path folds(Object... pairs) throws IOException {
        return file(new Pickler().dumps(new ArrayList<>(List.of(List.of(), new ArrayList<>(Arrays.asList(pairs))))));
    }

    @Test
    void pairsAreReadWithTheirFolds() throws IOException {
        GradedPairs read = PmcTables.read(folds(
                pair("'J--PMC1.nxml'-%22T1%22.pickle", "b", 1, 4), pair("'J--PMC1.nxml'-%22T1%22.pickle", "c", 2, 5)));
        assertThat(read.pairs())
                .containsExactly(
                        new TablePair("'J--PMC1.nxml'-%22T1%22.pickle", "b", 4, true, 1),
                        new TablePair("'J--PMC1.nxml'-%22T1%22.pickle", "c", 5, false, 1));
        Table table = read.tables().values().iterator().next();
        assertThat(table.headers()).containsExactly("x", "y");
        assertThat(table.rows()).containsExactly(List.of("1", "2"));
        assertThat(table.provenance()).containsEntry("article", "PMC1").containsEntry("table", "T1");
        assertThat(read.table("b").allRows()).isEmpty();
        assertThat(read.gain(read.pairs().get(1))).isEqualTo(1);
    }

    @Test
    void instructionsThatCreateObjectsAreRejectedBeforeTheyRun() throws IOException {
        for (String program :
                List.of("cos\nsystem\n(S'true'\ntR.", "(ios\nsystem\n.", "\u0080\u0002}\u0081.", "P1\n.", "(}b.")) {
            Path file = file(program.getBytes(StandardCharsets.ISO_8859_1));
            assertThatThrownBy(() -> PmcTables.read(file))
                    .as(program)
                    .isInstanceOf(UnreadableTableException.class)
                    .hasMessageContaining("tables.pickle")
                    .hasMessageContaining("not objects of classes");
        }
    }

    @Test
    void errorsNameDamagedFiles() throws IOException {
        byte[] whole = new Pickler().dumps(List.of(List.of(), List.of(pair("a", "b", 1, 2))));
        for (int length = 0; length < whole.length; length++) {
            Path file = file(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> PmcTables.read(file))
                    .as("%d bytes", length)
                    .isInstanceOf(UnreadableTableException.class);
        }
        // a text that claims 2 GiB in a file of 6 bytes
        Path lying = file(new byte[] {'X', -1, -1, -1, 127, '.'});
        assertThatThrownBy(() -> PmcTables.read(lying)).hasMessageContaining("ends before");
        Path unbalanced = file("e.".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> PmcTables.read(unbalanced)).isInstanceOf(UnreadableTableException.class);
    }

    @Test
    void errorsNameUnexpectedContents() throws IOException {
        Path text = file(new Pickler().dumps("tables"));
        assertThatThrownBy(() -> PmcTables.read(text)).hasMessageContaining("the content of the file is not a list");
        Path number = folds(pair("a", "b", 1, 2), 7);
        assertThatThrownBy(() -> PmcTables.read(number)).hasMessageContaining("pair 1 of fold 1 is not a tuple of 8");
        Path disagreeing = folds((Object) pair("a", "b", 1, 6));
        assertThatThrownBy(() -> PmcTables.read(disagreeing)).hasMessageContaining("which disagree");
        Path twice = folds(pair("a", "b", 1, 2), pair("b", "a", 1, 2));
        assertThatThrownBy(() -> PmcTables.read(twice))
                .hasMessageContaining("has a table 'b' that differs from the table");
        Path itself = folds((Object) new Object[] {"c", "c", List.of(), List.of(), 1.0, "a", "a", 2.0});
        assertThatThrownBy(() -> PmcTables.read(itself)).hasMessageContaining("'a' twice");
    }
}
