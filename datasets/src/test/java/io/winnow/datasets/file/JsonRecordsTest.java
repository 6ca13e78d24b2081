package io.winnow.datasets.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonRecordsTest {
    @TempDir
    Path folder;

    private RecordFile read(String text) throws IOException {
        return RecordFile.read(Files.writeString(folder.resolve("a.json"), text), RecordOptions.of("records"));
    }

    /** Python writes NaN where pandas has no number. */
    @Test
    void nanIsNoValue() throws IOException {
        RecordFile records = read("[{\"id\": 1, \"price\": NaN}, {\"id\": 2, \"price\": 3.5}]");
        assertThat(records.rows().get(0).find("price")).isEmpty();
        assertThat(records.rows().get(1).find("price")).contains("3.5");
    }

    @Test
    void aNameWithADotAndAnInnerFieldOfTheSameColumnAreNotMixedUp() throws IOException {
        RecordFile records = read("{\"id\": 1, \"a.b\": \"x\", \"a\": {\"b\": \"y\"}}\n{\"id\": 2, \"a.b\": \"x\"}");
        assertThatThrownBy(() -> records.rows().get(0).find("a.b"))
                .hasMessageContaining("line 1: a.b has several values (x, y), but exactly one is needed");
        assertThat(records.rows().get(0).find("id")).contains("1");
        assertThat(records.rows().get(1).find("a.b")).contains("x");
    }

    @Test
    void whatIsAlmostJsonIsToldHowToBecomeIt() {
        assertThatThrownBy(() -> read("{\"id\": 1},\n{\"id\": 2},\n"))
                .hasMessageContaining("line 1: is not valid JSON")
                .hasMessageEndingWith("If it ends a record, remove it, or put all records into one array: [{..}, {..}]."
                        + " If not, a value is missing before it.");
        assertThatThrownBy(() -> read("[{\"id\": 1},\n]"))
                .hasMessageEndingWith("Remove the comma before it, if there is one.");
        assertThatThrownBy(() -> read("[{\"id\": 1,\n}]"))
                .hasMessageEndingWith("Remove the comma before it, if there is one.");
        assertThatThrownBy(() -> read("{'id': 1}")).hasMessageContaining("Texts must be in double quotes");
    }

    @Test
    void anEmptyArrayHasNoRecords() {
        assertThatThrownBy(() -> read("[]"))
                .hasMessageEndingWith(
                        "a.json has no records. A JSON file has an array of objects, or one object per line.");
    }

    @Test
    void aListOfRecordsInsideAnObjectIsNotOneRecord() throws IOException {
        assertThatThrownBy(() -> read("{\"version\": \"1.0\", \"data\": [{\"id\": 1}, {\"id\": 2}]}"))
                .hasMessageContaining(
                        "a.json is one JSON object, whose key 'data' has a list of 2 objects. Are these the records? Then save this list"
                                + " alone, as [{..}, {..}] or one record per line. If the whole object is one record, write it in an"
                                + " array: [{\"data\": .., ..}].");
        assertThatThrownBy(() -> read("{\"name\": \"Tickets\", \"data\": [{\"id\": 1}, {\"id\": 2}]}"))
                .hasMessageContaining("whose key 'data' has");
        assertThatThrownBy(() -> read("{\"tickets\": [{\"id\": 1}, {\"id\": 2}]}"))
                .hasMessageContaining("whose key 'tickets' has");
        // One record with a list of objects, such as the entities of a text.
        assertThat(read("{\"text\": \"a b\", \"entities\": [{\"id\": 1}, {\"id\": 2}]}")
                        .rows())
                .hasSize(1);
    }

    @Test
    void aRecordWithAListOfObjectsIsKnownByItsIdOrByItsArray() throws IOException {
        String list = "\"items\": [{\"sku\": 1}, {\"sku\": 2}]}";
        RecordFile named = read("{\"id\": 7, \"amount\": 3.5, " + list);
        assertThat(named.rows()).hasSize(1);
        assertThat(named.rows().get(0).find("amount")).contains("3.5");
        RecordFile inArray = read("[{\"amount\": 3.5, " + list + "]");
        assertThat(inArray.rows()).hasSize(1);
        assertThat(inArray.rows().get(0).find("amount")).contains("3.5");
        assertThatThrownBy(() -> read("{\"amount\": 3.5, " + list)).hasMessageContaining("whose key 'items' has");
    }
}
