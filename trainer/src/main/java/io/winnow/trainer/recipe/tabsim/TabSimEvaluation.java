package io.winnow.trainer.recipe.tabsim;

import io.winnow.datasets.table.PairSplit;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.recipe.Evaluation;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.PairCalibration;
import io.winnow.trainer.table.PairFigures;
import io.winnow.trainer.table.TableEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluates the encoder of each fold again on the test pairs of the fold and returns the means over the folds. */
record TabSimEvaluation(TabSim recipe) implements Evaluation {
    @Override
    public Map<String, Double> judge(FinishedRun run, WeightsChoice choice, StageContext context) throws IOException {
        FittedTables.requireLast(choice);
        Folds folds = Folds.open(recipe, context);
        List<Map<String, Double>> figures = new ArrayList<>();
        for (int fold = 0; fold < recipe.folds(); fold++) {
            Path folder = run.stage(TabSim.fold(fold));
            if (!Files.exists(folder.resolve(TableEncoder.WEIGHTS))) {
                throw new UserException(run.folder() + " has not finished its stage " + TabSim.fold(fold)
                        + " yet. Continue it with `winnow train .. --resume` first.");
            }
            PairSplit split = folds.split(fold);
            try (TableEncoder encoder =
                            recipe.load(folder, run.stage(TabSim.BASELINES), Optional.empty(), context.manager());
                    PairTables tables = new PairTables(folds.set(), split.test(), encoder)) {
                double[] distances = tables.distances(split.test(), context.manager());
                figures.add(
                        new PairFigures(folds.set(), split.test(), distances).metrics(PairCalibration.read(folder)));
            }
        }
        return Summary.over(figures);
    }
}
