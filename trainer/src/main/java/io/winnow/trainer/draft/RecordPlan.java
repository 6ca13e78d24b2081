package io.winnow.trainer.draft;

/**
 * Durations of trainings on texts, rows and pairs of tables, from the times of runs on two CPU cores in trainer/docs/results-notebook.md.
 *
 * @param batch examples of a batch
 * @param epochs epochs of the training
 * @param maxTokens tokens after which a text is cut; 0 for others than texts
 * @param seconds estimated time of the run
 */
record RecordPlan(int batch, int epochs, int maxTokens, double seconds) {
    /** Steps of the training in configs/text/banking77-frozen.yaml and configs/row/spambase.yaml, roughly. */
    private static final int STEPS = 3000;

    private static final int FEWEST_EPOCHS = 5;
    private static final int MOST_EPOCHS = 60;
    private static final double TOKENS_PER_WORD = 1.4;

    /** banking77: 13,083 texts of about 16 tokens were embedded in two minutes; the shape of MiniLM at 128 tokens is in benchmarks.md. */
    private static final double SECONDS_PER_TEXT = 0.0074;

    private static final double SECONDS_PER_TOKEN = 0.00011;
    /** banking77: 70 to 75 s of baselines for 10,003 texts, and 32 to 42 s of training for 20 epochs. */
    private static final double BASELINE_SECONDS_PER_TEXT = 0.0073;

    private static final double TEXTS_PER_SECOND = 5400;
    /** bank-marketing: ten epochs of 45,211 rows and the baselines in 16 s. */
    private static final double ROWS_PER_SECOND = 28_000;

    private static final double ROW_BASELINES = 5;
    /** pmc-tables: 146 s for 1,391 pairs and 20 epochs, most of them for embedding the tables. */
    private static final double SECONDS_PER_PAIR = 146.0 / 1391;

    /** @param words mean number of words of a text */
    static RecordPlan texts(int texts, double words, Budget budget) {
        double tokens = TOKENS_PER_WORD * words;
        int most = 2 * tokens <= 64 ? 64 : 2 * tokens <= 128 ? 128 : 256;
        double fixed =
                texts * (SECONDS_PER_TEXT + SECONDS_PER_TOKEN * Math.min(tokens, most) + BASELINE_SECONDS_PER_TEXT);
        return trained(texts, fixed, TEXTS_PER_SECOND, most, budget);
    }

    static RecordPlan rows(int rows, Budget budget) {
        return trained(rows, ROW_BASELINES, ROWS_PER_SECOND, 0, budget);
    }

    static RecordPlan pairs(int pairs, Budget budget) {
        return new RecordPlan(Math.min(32, batch(pairs / 2)), 20, 0, pairs * SECONDS_PER_PAIR + ROW_BASELINES);
    }

    private static RecordPlan trained(int examples, double fixed, double perSecond, int maxTokens, Budget budget) {
        int batch = batch(examples);
        int steps = Math.max(1, (int) (0.8 * examples / batch));
        double epoch = 0.8 * examples / perSecond;
        double affordable = (budget.seconds() - fixed) / epoch;
        int wanted = Math.max(10, Math.min(MOST_EPOCHS, STEPS / steps));
        int epochs = (int) Math.max(FEWEST_EPOCHS, Math.min(wanted, affordable));
        return new RecordPlan(batch, epochs, maxTokens, fixed + epochs * epoch + 2);
    }

    /** Half of the training examples at most, so that an epoch has steps. */
    private static int batch(int examples) {
        return Math.max(1, Math.min(64, Integer.highestOneBit(Math.max(1, (int) (0.4 * examples)))));
    }

    /** Fills the places of a template that every training on records has. */
    Template fill(Template template) {
        return template.put("batch", batch).put("second_epochs", epochs);
    }
}
