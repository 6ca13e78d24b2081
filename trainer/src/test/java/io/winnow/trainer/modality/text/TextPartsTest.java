package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.file.TextCharset;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.Item;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.model.ReadCounts;
import io.winnow.trainer.table.PretrainedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of texts are read in parts, since the vectors of a part are computed together. */
class TextPartsTest {
    private static final TextVectors VECTORS = new TextVectors(FrozenEncoder.of(PretrainedText.EMBEDDED, 16), 384);

    @TempDir
    Path folder;

    private Path file(String name, int size) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                IntStream.rangeClosed(1, size)
                        .mapToObj(i -> name + " has " + i)
                        .collect(Collectors.joining("\n", "text\n", "\n")));
    }

    /** What is read of files: each key with its text, the sizes of the parts, and what was counted. */
    private record Read(List<String> items, List<Integer> parts, ReadCounts counts) {
        static <X> Read of(ItemReader<X> reader, List<String> files) throws IOException {
            List<String> items = new ArrayList<>();
            List<Integer> parts = new ArrayList<>();
            ReadCounts[] counts = {ReadCounts.NONE};
            InputOptions options =
                    new InputOptions(new Catalog(DataRoot.ofEnvironment()), TextCharset.UTF_8, Optional.empty());
            reader.read(files, options, (iterator, progress) -> {
                List<Item.Loaded<X>> part = new ArrayList<>();
                while (iterator.hasNext()) {
                    Item<X> item = iterator.next();
                    X read = item.source().read();
                    items.add(item.key() + ": " + ((Preview.Excerpt) reader.preview(read)).text());
                    part.add(new Item.Loaded<>(item.key(), read));
                }
                parts.add(part.size());
                assertThat(reader.collect(part).items().size())
                        .as("the vectors of no other text are computed")
                        .isEqualTo(part.size());
                counts[0] = counts[0].plus(progress.counts());
            });
            return new Read(items, parts, counts[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4095, 4096, 4097, 8192})
    void noTextIsLostBetweenParts(int size) throws IOException {
        ItemReader<?> reader = TextColumns.USUAL.reader(VECTORS);
        Path first = file("a.csv", size);
        Path second = file("b.csv", 2);
        Read read = Read.of(reader, List.of(first.toString(), second.toString()));
        List<String> expected = new ArrayList<>();
        IntStream.rangeClosed(1, size).forEach(i -> expected.add(first + "/" + i + ": a.csv has " + i));
        IntStream.rangeClosed(1, 2).forEach(i -> expected.add(second + "/" + i + ": b.csv has " + i));
        assertThat(read.items()).isEqualTo(expected);
        int most = reader.batchSize();
        assertThat(read.parts()).hasSize((size + most - 1) / most + 1).allMatch(part -> part > 0 && part <= most);
        assertThat(read.counts()).isEqualTo(new ReadCounts(2, 0, 0, List.of()));
    }
}
