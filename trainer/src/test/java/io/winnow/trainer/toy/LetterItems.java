package io.winnow.trainer.toy;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.modality.Baseline;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.VectorLoader;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.modality.records.RecordItems;
import io.winnow.trainer.model.Preview;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is made of the records: their words, read as counts of letters. */
record LetterItems(String word) implements RecordItems {
    @Override
    public String unit() {
        return "words";
    }

    @Override
    public Content content() {
        return new Content.Texts(List.of(word));
    }

    @Override
    public Preprocessing fit(DescribedData train, int[] examples) {
        return new LetterCounts();
    }

    @Override
    public Dataset<?> dataset(DescribedData data, Labels labels) throws IOException {
        return TextDataset.of(data, labels);
    }

    @Override
    public ExampleLoader loader(Dataset<?> train, int[] examples, int batchSize) {
        return new VectorLoader(() -> LetterCounts.of((TextDataset) train), examples, batchSize);
    }

    @Override
    public Views views(Dataset<?> train, int[] examples, Optional<ViewsConfig> config, Views.Strength usual) {
        return (counts, first, key, number) -> counts;
    }

    @Override
    public Preview preview(Dataset<?> train, int index) {
        return new Preview.Excerpt(((TextDataset) train).item(index).first());
    }

    @Override
    public Map<String, Baseline> baselines(Dataset<?> train, int[] examples, Labels labels) {
        return Map.of();
    }

    @Override
    public double[][] similarity(List<String> classNames) {
        throw new UnsupportedOperationException("The names of classes are not compared.");
    }
}
