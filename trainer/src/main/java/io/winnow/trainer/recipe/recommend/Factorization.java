package io.winnow.trainer.recipe.recommend;

/**
 * The factors of users and items, and how a batch improves them.
 *
 * @param loss what is learned
 * @param users U (M, K)
 * @param items V (N, K)
 * @param userNoise P (M, K'); null if the loss has no noise
 * @param itemNoise Q (N, K'); null if the loss has no noise
 */
record Factorization(
        VoteLoss loss, FactorMatrix users, FactorMatrix items, FactorMatrix userNoise, FactorMatrix itemNoise) {
    /** Makes gamma about .002 at the start, so that NBPO starts as BPO. */
    private static final double NOISE_SCALE = 5;

    /** Draws the factors of a training. */
    static Factorization random(VoteLoss loss, int users, int items, int width, int noiseWidth, long seed) {
        boolean noise = loss.hasNoise();
        return new Factorization(
                loss,
                FactorMatrix.random(users, width, 1, seed, 0),
                FactorMatrix.random(items, width, 1, seed, 1),
                noise ? FactorMatrix.random(users, noiseWidth, NOISE_SCALE, seed, 2) : null,
                noise ? FactorMatrix.random(items, noiseWidth, -NOISE_SCALE, seed, 3) : null);
    }

    /**
     * Learns from a batch. Sums over the batch are taken at the factors before it. Each of the other items adds the term of the chosen item
     * as well, so that both count equally often.
     *
     * @param voters user of each vote (B)
     * @param chosen item of each vote (B)
     * @param others items that the users did not choose (B, s), where -1 stands for none
     * @param rate learning rate
     */
    void step(int[] voters, int[] chosen, int[] others, double rate) {
        double shrink = 1 - rate * loss.decay();
        double noiseShrink = 1 - rate * loss.noiseDecay();
        int perVote = voters.length == 0 ? 0 : others.length / voters.length;
        for (int vote = 0; vote < voters.length; vote++) {
            use(voters[vote], chosen[vote], shrink, noiseShrink);
            for (int i = vote * perVote; i < (vote + 1) * perVote; i++) {
                if (others[i] >= 0) {
                    use(voters[vote], others[i], shrink, noiseShrink);
                }
            }
        }
        double[] coefficients = new double[2];
        for (int vote = 0; vote < voters.length; vote++) {
            int user = voters[vote];
            double score = users.dot(user, items, chosen[vote]);
            if (!loss.isPairwise()) {
                coefficients(true, user, chosen[vote], score, coefficients);
                add(user, chosen[vote], perVote * coefficients[0], perVote * coefficients[1]);
            }
            for (int i = vote * perVote; i < (vote + 1) * perVote; i++) {
                int other = others[i];
                if (other < 0) {
                    continue;
                }
                double otherScore = users.dot(user, items, other);
                if (loss.isPairwise()) {
                    loss.coefficients(true, score - otherScore, 0, coefficients);
                    add(user, chosen[vote], coefficients[0], 0);
                    add(user, other, -coefficients[0], 0);
                } else {
                    coefficients(false, user, other, otherScore, coefficients);
                    add(user, other, coefficients[0], coefficients[1]);
                }
            }
        }
        users.step(rate, shrink);
        items.step(rate, shrink);
        if (loss.hasNoise()) {
            userNoise.step(rate, noiseShrink);
            itemNoise.step(rate, noiseShrink);
        }
    }

    private void use(int user, int item, double shrink, double noiseShrink) {
        users.use(user, shrink);
        items.use(item, shrink);
        if (loss.hasNoise()) {
            userNoise.use(user, noiseShrink);
            itemNoise.use(item, noiseShrink);
        }
    }

    private void coefficients(boolean voted, int user, int item, double score, double[] out) {
        loss.coefficients(voted, score, loss.hasNoise() ? userNoise.dot(user, itemNoise, item) : 0, out);
    }

    private void add(int user, int item, double ofScore, double ofNoise) {
        users.add(user, ofScore, items, item);
        items.add(item, ofScore, users, user);
        if (loss.hasNoise()) {
            userNoise.add(user, ofNoise, itemNoise, item);
            itemNoise.add(item, ofNoise, userNoise, user);
        }
    }

    /** Brings all factors up to date after batches at a learning rate. */
    void settle(double rate) {
        users.settle(1 - rate * loss.decay());
        items.settle(1 - rate * loss.decay());
        if (loss.hasNoise()) {
            userNoise.settle(1 - rate * loss.noiseDecay());
            itemNoise.settle(1 - rate * loss.noiseDecay());
        }
    }
}
