package io.winnow.trainer.recipe;

import java.io.IOException;

/** A part of a run that reads the files of earlier stages and writes its own. */
public interface Stage {
    String name();

    /** Runs the stage, or continues it if an earlier session was stopped. */
    StageResult run(StageContext context) throws IOException;

    /** The work of a stage, see {@link Stage#run}. */
    @FunctionalInterface
    interface Body {
        StageResult run(StageContext context) throws IOException;
    }

    /** Creates a stage from its name and its work. */
    static Stage of(String name, Body body) {
        return new Stage() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public StageResult run(StageContext context) throws IOException {
                return body.run(context);
            }
        };
    }
}
