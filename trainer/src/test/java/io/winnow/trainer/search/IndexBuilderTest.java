package io.winnow.trainer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.table.PairFile;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.evaluate.PlattCalibration;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.recipe.tabsim.SyntheticPairs;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.LiveTables;
import io.winnow.trainer.table.PairCalibration;
import io.winnow.trainer.table.TableEncoder;
import io.winnow.trainer.table.TableEncoderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes tables with a small network that is not trained. */
class IndexBuilderTest {
    private static final TableEncoderConfig SMALL =
            new TableEncoderConfig.TabSim(2, 2, 2, 2, 1, 100, 3, Optional.empty(), 2, 4, 3, 0.1, 0.9);

    @TempDir
    Path folder;

    private Path tables;

    @BeforeEach
    void write() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            lines.append("{\"id\": \"t" + i + "\", \"rows\": [[" + i + "]]}\n");
        }
        tables = Files.writeString(folder.resolve("t.jsonl"), lines);
    }

    private ItemIndex.Description build(Path source, boolean graph, long mostInGraph) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                TableEncoder encoder =
                        TableEncoder.start(SMALL, false, Precision.FLOAT32, List.of(), Optional.empty(), manager)) {
            TrainedModel model = new LiveTables(
                    encoder,
                    new PairCalibration(1, new PlattCalibration(1, 0), null),
                    new LiveTables.Source("run", "tabsim", "digest"),
                    PairFile.read(
                            "pairs",
                            SyntheticPairs.write(folder.resolve("p.jsonl"), 2),
                            Optional.empty(),
                            Optional.empty()),
                    manager);
            return new IndexBuilder(model, "run", manager, Progress.silent(), mostInGraph)
                    .build(
                            source.toString(),
                            new InputOptions(
                                    new Catalog(DataRoot.ofEnvironment()), TextCharset.UTF_8, Optional.empty()),
                            graph,
                            (key, why) -> {},
                            folder.resolve("index"));
        }
    }

    @Test
    void tooManyTablesForAGraphAreFoundBeforeAllAreRead() throws IOException {
        Path file = tables;
        // the last lines would be unreadable if they were read
        Files.writeString(file, Files.readString(file) + "\n\n{\n".repeat(200));
        assertThatThrownBy(() -> build(file, true, 300))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("t.jsonl holds more than 300 tables")
                .hasMessageContaining("Leave --graph out");
        assertThat(folder.resolve("index")).doesNotExist();
    }

    @Test
    void withoutAGraphThereIsNoLimit() throws IOException {
        assertThat(build(tables, false, 300).items()).isEqualTo(600);
        assertThat(ItemIndex.isAt(folder.resolve("index"))).isTrue();
    }
}
