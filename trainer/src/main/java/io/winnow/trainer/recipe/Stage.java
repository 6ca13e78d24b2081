package io.winnow.trainer.recipe;

import java.io.IOException;
import java.util.Optional;

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

    /**
     * Returns what the result of this stage follows from, besides the data, the seed and the stages before it: sections of the configuration.
     * A new run may take the stage from another one with the same settings, see {@link EarlierStages}. Empty if no run may take it.
     */
    default Optional<Record> settings() {
        return Optional.empty();
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
        return create(name, name, Optional.empty(), body);
    }

    /**
     * Creates a stage that other runs may take.
     *
     * @param settings see {@link #settings}; empty if no run may take it after all
     */
    static Stage of(String name, Optional<Record> settings, Body body) {
        return create(name, name, settings, body);
    }

    /**
     * Creates a stage that is compared with another one, and therefore draws as that one does.
     *
     * @param other name of the other stage
     */
    static Stage rival(String other, String name, Body body) {
        return create(name, other, Optional.empty(), body);
    }

    private static Stage create(String name, String drawsAs, Optional<Record> settings, Body body) {
        return new Stage() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String drawsAs() {
                return drawsAs;
            }

            @Override
            public Optional<Record> settings() {
                return settings;
            }

            @Override
            public StageResult run(StageContext context) throws IOException {
                return body.run(context);
            }
        };
    }
}
