package io.winnow.datasets.truth;

import io.winnow.datasets.numeric.Lbfgs;

/**
 * The negative expected logarithm of the joint probability of answers and parameters under GLAD, a function of the A abilities a followed by
 * the N logarithms b of the eases: {@code -sum [r log sigma(x) + (1 - r)(log sigma(-x) - log(K - 1))] + |a - 1|^2 / 2 + |b - 1|^2 / 2}, where
 * {@code x = a exp(b)} and r is the posterior of the class that the answer names.
 */
@SuppressWarnings("ArrayRecordComponent") // a function; never compared
record GladObjective(AnswerTable answers, double[][] posterior) implements Lbfgs.Function {
    @Override
    public double evaluate(double[] parameters, double[] gradient) {
        int annotators = answers.annotators();
        double others = Math.log(answers.classes() - 1);
        double value = 0;
        for (int p = 0; p < parameters.length; p++) {
            double away = parameters[p] - 1;
            value += away * away / 2;
            gradient[p] = away;
        }
        for (int i = 0; i < posterior.length; i++) {
            double ease = Math.exp(parameters[annotators + i]);
            for (int v = answers.starts()[i]; v < answers.starts()[i + 1]; v++) {
                int a = answers.voters()[v];
                double right = posterior[i][answers.labels()[v]];
                double x = parameters[a] * ease;
                double tail = Math.exp(-Math.abs(x));
                // log sigma(x) = min(x, 0) - log(1 + exp(-|x|)), and log sigma(-x) = log sigma(x) - x
                value -= Math.min(x, 0) - Math.log1p(tail) - (1 - right) * (x + others);
                double byX = right - (x >= 0 ? 1 : tail) / (1 + tail);
                gradient[a] -= byX * ease;
                gradient[annotators + i] -= byX * x;
            }
        }
        return value;
    }
}
