package io.winnow.trainer.audit;

import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.trainer.annotate.LabelledFile;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Records of a file with a class each, whose labels are audited without any training, by vectors that somebody else computed. */
public final class AuditedRecords implements LabelledExamples {
    private final LabelledFile file;
    private final ClassLabels labels;
    /** The indices of all records. An audit asks for them once for each record. */
    private final int[] all;

    /**
     * Creates the examples.
     *
     * @throws UserException if there are fewer than two records or classes
     */
    public AuditedRecords(LabelledFile file) {
        this.file = file;
        if (file.keys().size() < 2) {
            throw new UserException("An audit needs at least two records; " + name() + " has "
                    + file.keys().size() + ".");
        }
        Map<String, Integer> numbers = new TreeMap<>();
        file.labels().forEach(each -> numbers.put(each, 0));
        if (numbers.size() < 2) {
            throw new UserException("An audit compares the classes of records, but all records of " + name()
                    + " have the label '" + file.labels().get(0) + "' in the column " + file.labelColumn()
                    + ". Name the column of the labels with --label-column.");
        }
        int next = 0;
        for (Map.Entry<String, Integer> each : numbers.entrySet()) {
            each.setValue(next++);
        }
        labels =
                new ClassLabels(file.labels().stream().mapToInt(numbers::get).toArray(), List.copyOf(numbers.keySet()));
        all = TaskData.all(train());
    }

    private String name() {
        return file.records().file().toString();
    }

    @Override
    public String unit() {
        return "records";
    }

    @Override
    public Dataset<?> train() {
        return new Records(labels);
    }

    /** No record is held out. */
    @Override
    public Dataset<?> test() {
        return new Records(labels.select(new int[0]));
    }

    @Override
    public int[] trainExamples() {
        return all;
    }

    @Override
    public ClassLabels trainLabels() {
        return labels;
    }

    @Override
    public Optional<TrueLabels> trueLabels() {
        return Optional.empty();
    }

    @Override
    public Map<Integer, String> idleLabels() {
        return Map.of();
    }

    @Override
    public String labelAdvice(TaskData.Part part) {
        return "Name the column of the labels with --label-column";
    }

    /** The values of the record beside its label. */
    @Override
    public Preview preview(TaskData.Part part, int index) {
        FileRecord row = file.records().rows().get(index);
        List<String> lines = new ArrayList<>();
        for (String column : file.records().columns()) {
            if (!column.equals(file.labelColumn())) {
                row.findValid(column).ifPresent(value -> lines.add(column + ": " + value));
            }
        }
        return new Preview.Excerpt(String.join("\n", lines));
    }

    @Override
    public void close() {}

    /** The first records of the file, with their labels. */
    private final class Records implements Dataset<FileRecord> {
        private final ClassLabels own;

        Records(ClassLabels own) {
            this.own = own;
        }

        @Override
        public String name() {
            return AuditedRecords.this.name();
        }

        @Override
        public FileRecord item(int index) {
            return file.records().rows().get(index);
        }

        @Override
        public String key(int index) {
            return file.keys().get(index);
        }

        @Override
        public ClassLabels labels() {
            return own;
        }

        @Override
        public String fingerprint() {
            return own.addTo(new Fingerprint().addAll(file.keys().subList(0, own.size())))
                    .hex();
        }
    }
}
