package io.winnow.trainer.recipe;

import io.winnow.trainer.cluster.PrincipalPlane;
import io.winnow.trainer.model.Preview;
import java.util.List;

/** Something that a method has made in a run and that people want to see, such as its clusters. A page on the run shows it. */
public sealed interface Exhibit {
    /** Returns the heading. */
    String title();

    /** Returns what there is to see, and how it was chosen, in whole sentences. */
    String text();

    /**
     * Groups of training examples.
     *
     * @param groups the groups that are shown, in their order
     */
    record Groups(String title, String text, List<Group> groups) implements Exhibit {
        public Groups {
            groups = List.copyOf(groups);
        }
    }

    /**
     * A group of training examples.
     *
     * @param caption what the group is
     * @param examples indices of those that are shown in {@link io.winnow.trainer.modality.TaskData#train}
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Group(String caption, int[] examples) {}

    /**
     * A table, whose first column has names.
     *
     * @param rows the cells of each row, one for each column of the header
     */
    record Table(String title, String text, List<String> header, List<List<String>> rows) implements Exhibit {
        public Table {
            header = List.copyOf(header);
            rows = List.copyOf(rows);
        }
    }

    /**
     * Cases that are shown in several tables each, such as what a user chose and what is recommended to her.
     *
     * @param cases the cases that are shown, in their order
     */
    record Cases(String title, String text, List<Case> cases) implements Exhibit {
        public Cases {
            cases = List.copyOf(cases);
        }
    }

    /**
     * A case.
     *
     * @param caption what the case is
     * @param tables narrow tables, which are shown side by side where there is room; their texts are empty
     */
    record Case(String caption, List<Table> tables) {
        public Case {
            tables = List.copyOf(tables);
        }
    }

    /**
     * A map of training examples.
     *
     * @param plane the place of each example (N)
     * @param examples their indices in {@link io.winnow.trainer.modality.TaskData#train} (N)
     * @param colourings what their colours can mean
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    record Plane(String title, String text, PrincipalPlane plane, int[] examples, List<Colouring> colourings)
            implements Exhibit {
        public Plane {
            colourings = List.copyOf(colourings);
        }
    }

    /**
     * What the colours of examples mean.
     *
     * @param labels the label of each example (N); empty texts where it is not known
     */
    record Colouring(String name, List<String> labels) {
        public Colouring {
            labels = List.copyOf(labels);
        }
    }

    /** Items and what is most similar to each of them. */
    record Rankings(String title, String text, List<Ranking> rankings) implements Exhibit {
        public Rankings {
            rankings = List.copyOf(rankings);
        }
    }

    /**
     * An item and others in descending order of their similarity to it.
     *
     * @param item the item that others are compared with
     * @param similar the others, the most similar one first
     */
    record Ranking(Item item, List<Item> similar) {
        public Ranking {
            similar = List.copyOf(similar);
        }
    }

    /**
     * An item with what is said of it.
     *
     * @param preview what is shown of it
     * @param caption its key and what is said of it
     */
    record Item(Preview preview, String caption) {}
}
