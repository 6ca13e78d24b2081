package io.winnow.trainer.recipe;

import java.io.IOException;

/** A part of a run that reads the files of earlier stages and writes its own. */
public interface Stage {
    String name();

    /**
     * Returns the name of the stage with whose seed this one draws, itself by default. What is trained only to be compared with another stage
     * draws as that one does: both start from the same weights and get the same batches, as far as their methods allow, so that chance does
     * not differ between the rows of a table.
     */
    default String drawsAs() {
        return name();
    }

    /** Runs the stage, or continues it if an earlier session was stopped. */
    StageResult run(StageContext context) throws IOException;

    /** The work of a stage, see {@link Stage#run}. */
    @FunctionalInterface
    interface Body {
        StageResult run(StageContext context) throws IOException;
    }

    /** Creates a stage from its name and its work. */
    static Stage of(String name, Body body) {
        return rival(name, name, body);
    }

    /**
     * Creates a stage that is compared with another one, and therefore draws as that one does.
     *
     * @param other name of the other stage
     */
    static Stage rival(String other, String name, Body body) {
        return new Stage() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String drawsAs() {
                return other;
            }

            @Override
            public StageResult run(StageContext context) throws IOException {
                return body.run(context);
            }
        };
    }
}
