package io.winnow.trainer.modality.row;

import io.winnow.datasets.DataException;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.ColumnPattern;
import io.winnow.datasets.inspect.TellingColumn;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.datasets.row.ColumnKind;
import io.winnow.datasets.row.Row;
import io.winnow.datasets.row.RowDataset;
import io.winnow.datasets.row.RowSchema;
import io.winnow.datasets.source.Content;
import io.winnow.datasets.source.Decimal;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.ItemContent;
import io.winnow.trainer.evaluate.GradientBoosting;
import io.winnow.trainer.modality.Baseline;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.VectorLoader;
import io.winnow.trainer.modality.Views;
import io.winnow.trainer.modality.ViewsConfig;
import io.winnow.trainer.modality.records.RecordItems;
import io.winnow.trainer.modality.text.FrozenEncoder;
import io.winnow.trainer.modality.text.NameVectors;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Described rows of a table. */
final class RowItems implements RecordItems {
    /** Seed of the choice of the rows by which boosting stops, which must not depend on the seed of the experiment. */
    private static final long BOOSTING_SEED = 0;

    private final RowDataConfig config;
    private final Optional<Path> kept;
    private RowPreprocessing preprocessing;
    private List<String> notes = List.of();

    /**
     * @param kept folder in which vectors of texts are kept; empty if they are not kept
     * @param fixed preprocessing that is fixed already
     */
    RowItems(RowDataConfig config, Optional<Path> kept, Optional<Preprocessing> fixed) {
        this.config = config;
        this.kept = kept;
        preprocessing = fixed.map(RowPreprocessing.class::cast).orElse(null);
    }

    @Override
    public String unit() {
        return RowEncoderConfig.UNIT;
    }

    @Override
    public Content content() {
        return new Content.Values(config.columns());
    }

    @Override
    public Preprocessing fit(DescribedData train, int[] examples) throws IOException {
        try {
            RowDataset rows = RowDataset.of(train, new NoLabels(train.size()));
            RowSchema.Fitted fitted =
                    RowSchema.fit(rows, examples, kinds(rows.values().columns()));
            notes = fitted.notes();
            preprocessing =
                    RowPreprocessing.of(fitted.schema(), FrozenEncoder.of(config.pretrained(), config.maxTokens()));
            return preprocessing;
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    /** The declared kinds by column. Patterns with * apply to all columns that are not named themselves. */
    private Map<String, ColumnKind> kinds(List<String> columns) {
        Map<String, ColumnKind> kinds = new LinkedHashMap<>();
        config.kinds().forEach((name, kind) -> {
            if (!ColumnPattern.isPattern(name)) {
                kinds.put(name, kind);
            }
        });
        config.kinds().forEach((name, kind) -> {
            if (ColumnPattern.isPattern(name)) {
                ColumnPattern pattern = new ColumnPattern(name);
                columns.stream().filter(pattern::fits).forEach(column -> kinds.putIfAbsent(column, kind));
            }
        });
        return kinds;
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public List<String> notes(Dataset<?> train, int[] examples) {
        ItemContent.Values values = ((EncodedRows) train).rows().values();
        Labels known = train.labels().select(examples);
        List<String> telling = new ArrayList<>();
        for (int c = 0; c < values.columns().size(); c++) {
            int column = c;
            List<String> cells = Arrays.stream(examples)
                    .mapToObj(i -> values.cells().get(i).get(column))
                    .toList();
            telling(values.columns().get(c), cells, values.decimal(), known)
                    .map(found -> found.sentence()
                            + " If its values are not known before the label is, name the other columns under"
                            + " data.columns.")
                    .ifPresent(telling::add);
        }
        return telling;
    }

    private static Optional<TellingColumn> telling(String column, List<String> cells, Decimal decimal, Labels known) {
        if (known instanceof NumberLabels numbers && numbers.names().size() == 1) {
            double[] values =
                    Arrays.stream(numbers.values()).mapToDouble(each -> each[0]).toArray();
            return TellingColumn.ofNumbers(column, cells, decimal, values);
        }
        return known instanceof ClassLabels classes
                ? TellingColumn.ofClasses(column, cells, classes.classes())
                : known instanceof OrdinalLabels levels
                        ? TellingColumn.ofClasses(column, cells, levels.levels())
                        : Optional.empty();
    }

    @Override
    public List<String> notes(Dataset<?> others) {
        try {
            return preprocessing.schema().unknownCategories(((EncodedRows) others).rows()).stream()
                    .toList();
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    @Override
    public EncodedRows dataset(DescribedData data, Labels labels) throws IOException {
        return new EncodedRows(RowDataset.of(data, labels), preprocessing, kept);
    }

    @Override
    public ExampleLoader loader(Dataset<?> train, int[] examples, int batchSize) {
        return new VectorLoader(((EncodedRows) train)::vectors, examples, batchSize);
    }

    @Override
    public Views views(Dataset<?> train, int[] examples, Optional<ViewsConfig> chosen, Views.Strength usual) {
        if (chosen.isPresent()) {
            throw new UserException("Rows of tables have no random views. Leave the section augmentation out.");
        }
        return (vectors, first, key, number) -> vectors;
    }

    @Override
    public Preview preview(Dataset<?> examples, int index) {
        Row row = ((EncodedRows) examples).rows().item(index);
        List<String> lines = new ArrayList<>();
        for (int c = 0; c < row.columns().size(); c++) {
            if (!row.cells().get(c).isEmpty()) {
                lines.add(row.columns().get(c) + ": " + row.cells().get(c));
            }
        }
        return new Preview.Excerpt(String.join("\n", lines));
    }

    @Override
    public Map<String, Baseline> baselines(Dataset<?> train, int[] examples, Labels labels) {
        return Map.of(
                "gradient_boosting",
                (target, others) -> boosting(((EncodedRows) train).rows(), examples, labels, others));
    }

    /** Boosted trees on the numbers and categories; none if there are only texts. */
    private Optional<List<float[]>> boosting(RowDataset train, int[] examples, Labels labels, List<Dataset<?>> others) {
        RowSchema schema = preprocessing.schema();
        if (schema.categoricalColumns().length == 0) {
            return Optional.empty();
        }
        try {
            List<float[]> values = new ArrayList<>();
            for (Dataset<?> other : others) {
                values.add(schema.unscaled(((EncodedRows) other).rows()));
            }
            float[] all =
                    new float[values.stream().mapToInt(each -> each.length).sum()];
            int end = 0;
            for (float[] each : values) {
                System.arraycopy(each, 0, all, end, each.length);
                end += each.length;
            }
            int width = schema.categoricalColumns().length;
            float[] predictions = GradientBoosting.predictions(
                    new GradientBoosting.Columns(
                            rows(schema.unscaled(train), examples, width), schema.categoricalColumns()),
                    labels,
                    new GradientBoosting.Columns(all, schema.categoricalColumns()),
                    BOOSTING_SEED);
            int perRow = predictions.length / (all.length / width);
            List<float[]> split = new ArrayList<>();
            int from = 0;
            for (float[] each : values) {
                int to = from + each.length / width * perRow;
                split.add(Arrays.copyOfRange(predictions, from, to));
                from = to;
            }
            return Optional.of(split);
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    private static float[] rows(float[] values, int[] chosen, int width) {
        float[] rows = new float[chosen.length * width];
        IntStream.range(0, chosen.length)
                .forEach(i -> System.arraycopy(values, chosen[i] * width, rows, i * width, width));
        return rows;
    }

    @Override
    public void prepare(Dataset<?> items, Consumer<String> say) {
        ((EncodedRows) items).prepare(say);
    }

    @Override
    public void keep(Path run) throws IOException {
        if (preprocessing.encoder() != null) {
            config.pretrained().keep(run);
        }
    }

    @Override
    public double[][] similarity(List<String> classNames) throws IOException {
        return NameVectors.similarity(classNames);
    }
}
