package io.winnow.trainer.draft;

import io.winnow.datasets.inspect.FieldReport;
import io.winnow.datasets.inspect.RecordsReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chooses a method, its sizes and its durations, and drafts the configuration. */
public final class Drafter {
    private static final double TEST = 0.2;
    /** Fewer images have too few clusters for cluster discrimination. */
    private static final int CLUSTERED = 2000;

    private static final int IMAGES_PER_CLUSTER = 15;
    /** MoCo's second part in configs/supervised/own-images.yaml: five epochs of classification for thirty. */
    private static final double CLASSIFIED = 1 / 6.0;

    private Drafter() {}

    /**
     * Drafts a configuration.
     *
     * @throws io.winnow.trainer.run.UserException if there are too few examples
     */
    public static Draft draft(Brief brief) throws IOException {
        return switch (brief.files()) {
            case IMAGES, LISTED_IMAGES -> images(brief);
            case TEXTS -> texts(brief);
            case ROWS -> rows(brief);
            case TABLE_PAIRS -> pairs(brief);
        };
    }

    private static Draft images(Brief brief) throws IOException {
        boolean folder = brief.material() instanceof Material.Images;
        int all = folder ? ((Material.Images) brief.material()).images() : examples(brief);
        boolean divided = folder
                ? ((Material.Images) brief.material()).test().isPresent()
                : ((Material.Records) brief.material()).test().isPresent();
        int images = divided ? all : (int) (all * (1 - TEST));
        int side = folder ? ((Material.Images) brief.material()).side() : listedSide(brief);
        return switch (brief.known()) {
            case NOTHING -> images < CLUSTERED ? moco(brief, images, side) : mlcd(brief, images, side);
            case NOISY_CLASS -> rcal(brief, images, side);
            default -> classifier(brief, images, side);
        };
    }

    private static Draft classifier(Brief brief, int images, int side) throws IOException {
        ImagePlan plan = ImagePlan.of(images, side, CLASSIFIED, 5, brief.budget());
        Template template = plan.fill(new Template("classify-images.yaml"), 0.06, 0.03)
                .data(data(brief, plan.imageSize()))
                .put("loss", Losses.line(brief));
        return draft(
                brief,
                "a network that is pre-trained by MoCo v2 and then trained on the labels (supervised)",
                "The pre-training needs no labels and helps where there are few, and `winnow audit` finds wrong labels"
                        + " in its representation.",
                plan.seconds(),
                template);
    }

    private static Draft rcal(Brief brief, int images, int side) throws IOException {
        ImagePlan plan = ImagePlan.of(images, side, 0.6, 12, brief.budget());
        return draft(
                brief,
                "representation calibration (rcal)",
                "Of the remedies for wrong labels that were compared on images with a long tail and 40% wrong labels,"
                        + " it was the best: 83.4% against 82.0% of the next one and 63.9% of plain training.",
                plan.seconds(),
                plan.fill(new Template("rcal.yaml"), 0.06, 0.05).data(data(brief, plan.imageSize())));
    }

    private static Draft mlcd(Brief brief, int images, int side) throws IOException {
        ImagePlan plan = ImagePlan.of(images, side, 0.6, 3, brief.budget());
        int clusters = images / IMAGES_PER_CLUSTER;
        return draft(
                brief,
                "multi-label cluster discrimination (mlcd)",
                "On three data sets it improved the MoCo representation that it starts from by 1.7 to 4.1 points of a"
                        + " linear classifier; MoCo of the same time was level on one of them.",
                plan.seconds(),
                plan.fill(new Template("mlcd.yaml"), 0.06, 0.06)
                        .data(data(brief, plan.imageSize()))
                        .put("clusters", clusters)
                        .put(
                                "sampling",
                                String.format(Locale.ROOT, "%.2g", Math.max(0.1, Math.min(1, 300.0 / clusters)))));
    }

    private static Draft moco(Brief brief, int images, int side) throws IOException {
        ImagePlan plan = ImagePlan.of(images, side, 0, 0, brief.budget());
        return draft(
                brief,
                "contrastive learning (moco)",
                "It learns from " + images + " images without clusters, of which there would be too few for mlcd.",
                plan.seconds(),
                plan.fill(new Template("moco.yaml"), 0.06, 0.06).data(data(brief, plan.imageSize())));
    }

    private static List<String> data(Brief brief, int imageSize) {
        if (brief.material() instanceof Material.Images images) {
            return DataSection.images(images, brief.known() != Known.NOTHING, imageSize);
        }
        List<String> content = new ArrayList<>();
        content.add("files: {columns: " + Yaml.list(brief.columns().inputs())
                + brief.columns()
                        .root()
                        .map(root -> ", root: " + Yaml.text(root.toString()))
                        .orElse("")
                + "}");
        content.add(DataSection.imageSize(imageSize));
        return DataSection.records(brief, content);
    }

    private static Draft texts(Brief brief) throws IOException {
        RecordPlan plan = RecordPlan.texts(examples(brief), words(brief), brief.budget());
        List<String> content = List.of(
                "inputs: " + Yaml.list(brief.columns().inputs()),
                DataSection.commented(
                        "max_tokens: " + plan.maxTokens(), "longer texts are cut; a word has about 1.4 tokens"));
        String reason =
                switch (brief.known()) {
                    case NOISY_CLASS ->
                        "On texts of which a fifth had a wrong label, it reached 92.0% with this loss, against 89.4%"
                                + " without it.";
                    case CLASS ->
                        "On 77 classes of short questions it was as accurate as fine-tuning the encoder, in a fraction"
                                + " of the time.";
                    default ->
                        "The encoder knows what words mean, so few examples are enough; compare the result with that"
                                + " of TF-IDF, which every run computes as well.";
                };
        return draft(
                brief,
                "a linear classifier on the vectors of a frozen text encoder (supervised)",
                reason,
                plan.seconds(),
                plan.fill(new Template("texts.yaml"))
                        .data(DataSection.records(brief, content))
                        .put("loss", Losses.line(brief)));
    }

    /**
     * Returns the columns that must be left out by name: those with several values in a cell of JSON or Parquet, and one that seems to say how
     * the records were divided before, which is not a property of an example.
     */
    private static List<String> useless(Brief brief) {
        RecordsReport report = ((Material.Records) brief.material()).report();
        List<FieldReport> labels =
                new ColumnNames(report).fields(brief.columns().labels());
        Optional<String> split =
                brief.columns().split().isPresent() ? Optional.empty() : new Guesses(report).uselessSplit();
        return report.fields().stream()
                .filter(field -> !labels.contains(field))
                .filter(field -> split.equals(Optional.of(field.name()))
                        || (field.form() == FieldReport.Form.LIST
                                && report.format().hasLists()))
                .map(FieldReport::name)
                .toList();
    }

    /** Returns all columns to learn from, except for those that are left out. */
    private static List<String> columns(Brief brief, List<String> leftOut) {
        RecordsReport report = ((Material.Records) brief.material()).report();
        Columns columns = brief.columns();
        List<FieldReport> labels = new ColumnNames(report).fields(columns.labels());
        return report.fields().stream()
                .filter(field -> !labels.contains(field))
                .map(FieldReport::name)
                .filter(name -> !leftOut.contains(name)
                        && !columns.key().equals(Optional.of(name))
                        && !columns.split().equals(Optional.of(name))
                        && !columns.annotator().equals(Optional.of(name)))
                .toList();
    }

    private static Draft rows(Brief brief) throws IOException {
        RecordPlan plan = RecordPlan.rows(examples(brief), brief.budget());
        List<String> content = new ArrayList<>();
        List<String> leftOut = brief.columns().inputs().isEmpty() ? useless(brief) : List.of();
        if (!brief.columns().inputs().isEmpty()) {
            content.add("columns: " + Yaml.list(brief.columns().inputs()));
        } else if (!leftOut.isEmpty()) {
            content.add("# Left out, because they are lists or say how the records were divided: "
                    + String.join(", ", leftOut) + ".");
            content.add("columns: " + Yaml.list(columns(brief, leftOut)));
        }
        content.add("# Of amounts and counts with a long tail, the logarithm is better: kinds: {income: log_number}");
        String reason = brief.known() == Known.NOISY_CLASS
                ? "On rows of which a fifth had a wrong label, it reached 93.5% with this loss, against 91.1% of"
                        + " gradient boosting."
                : "Its representation is what `winnow audit` and `winnow search` use; compare its result with that of"
                        + " gradient boosting, which every run computes as well.";
        return draft(
                brief,
                "a multilayer perceptron (supervised)",
                reason,
                plan.seconds(),
                plan.fill(new Template("rows.yaml"))
                        .data(DataSection.records(brief, content))
                        .put("loss", Losses.line(brief)));
    }

    private static Draft pairs(Brief brief) throws IOException {
        Material.Records records = (Material.Records) brief.material();
        RecordPlan plan = RecordPlan.pairs(records.report().records(), brief.budget());
        return draft(
                brief,
                "similarity of tables on a frozen text encoder with a linear correction (tabsim)",
                "On 1,391 pairs of tables it was nearly as good as the fine-tuned encoder, in a seventh of the time.",
                plan.seconds(),
                plan.fill(new Template("table-pairs.yaml")).data(DataSection.pairs(records)));
    }

    private static Draft draft(Brief brief, String method, String reason, double seconds, Template template)
            throws IOException {
        return new Draft(method, reason, seconds, brief.budget().seconds(), template.fill());
    }

    private static int listedSide(Brief brief) throws IOException {
        Material.Records records = (Material.Records) brief.material();
        return ImageSides.of(
                brief.columns().root().orElse(records.file().toAbsolutePath().getParent()),
                new ColumnNames(records.report()).fields(brief.columns().inputs()));
    }

    /** The number of examples: of the records, or of the different keys if each record is a vote. */
    private static int examples(Brief brief) {
        Material.Records records = (Material.Records) brief.material();
        return brief.columns().annotator().isEmpty()
                ? records.report().records() - withoutLabel(brief, records.report())
                : brief.columns()
                        .key()
                        .flatMap(records.report()::field)
                        .map(field -> field.column().distinct())
                        .orElse(records.report().records());
    }

    /** The number of records that no training uses, since the only column of their label is empty and that means that nothing is known. */
    private static int withoutLabel(Brief brief, RecordsReport report) {
        List<String> labels = brief.columns().labels();
        return labels.size() != 1 || brief.known() == Known.CLASSES
                ? 0
                : report.field(labels.get(0))
                        .map(field -> field.column().missing())
                        .orElse(0);
    }

    /** The mean number of words of a few texts. */
    private static double words(Brief brief) {
        Material.Records records = (Material.Records) brief.material();
        return brief.columns().inputs().stream()
                .flatMap(name -> records.report().field(name).stream())
                .mapToDouble(field -> field.values().stream()
                        .mapToInt(text -> text.split("\\s+").length)
                        .average()
                        .orElse(1))
                .sum();
    }
}
