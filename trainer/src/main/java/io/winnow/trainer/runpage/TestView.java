package io.winnow.trainer.runpage;

import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.target.classes.ClassTarget;
import io.winnow.trainer.target.levels.LevelTarget;
import io.winnow.trainer.target.numbers.NumberTarget;
import io.winnow.trainer.target.sets.SetTarget;
import java.io.IOException;
import java.util.List;

/** What the page shows of the predictions for the test examples, for one kind of labels. */
interface TestView {
    /** Number of mistakes that are shown. */
    int MISTAKES = 24;

    List<Block> blocks() throws IOException;

    /** Returns the view for predictions; of labels of another kind, there is only a sentence. */
    static TestView of(TestOutputs outputs) {
        if (outputs.target() instanceof ClassTarget && ShortLabel.ofOneClass(outputs.labels())) {
            return new ClassView(outputs);
        } else if (outputs.target() instanceof SetTarget && outputs.labels() instanceof ClassSets) {
            return new SetView(outputs);
        } else if (outputs.target() instanceof LevelTarget && outputs.labels() instanceof OrdinalLabels) {
            return new LevelView(outputs);
        } else if (outputs.target() instanceof NumberTarget && outputs.labels() instanceof NumberLabels) {
            return new NumberView(outputs);
        }
        return () -> List.of(new Block.Text("The test " + outputs.data().unit()
                + " have no labels, or labels for which there is no table of right and wrong predictions."));
    }
}
