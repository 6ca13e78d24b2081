package io.winnow.datasets.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a label is, and where and how it is written (data-readers.md, section 3; multi-label-common.md, section 2). */
public sealed interface LabelDescription {
    /** The name of the kind in a description. */
    String kind();

    Encoding encoding();

    /** The classes; absent for kinds of labels without classes. */
    Optional<ClassList> classList();

    /** The records whose label counts; in the others it is unknown. By default all. */
    Optional<Condition> when();

    /** One class per item. */
    record OneClass(Encoding encoding, ClassList classes, Optional<Condition> when) implements LabelDescription {
        @Override
        public String kind() {
            return "class";
        }

        @Override
        public Optional<ClassList> classList() {
            return Optional.of(classes);
        }
    }

    /**
     * A distribution over classes.
     *
     * @param normalise whether shares are divided by their sum; otherwise it must be 1, up to {@value LabelReader#TOLERANCE}
     * @param inverseRanks whether the shares come from confidences: each annotator's names are ranked by falling confidence, tied names
     *     have their mean rank, and a name receives 1/rank from each annotator (data-readers.md, section 2)
     */
    record Soft(Encoding encoding, ClassList classes, boolean normalise, boolean inverseRanks, Optional<Condition> when)
            implements LabelDescription {
        @Override
        public String kind() {
            return "soft";
        }

        @Override
        public Optional<ClassList> classList() {
            return Optional.of(classes);
        }
    }

    /**
     * Any number of classes, each of which an item has, does not have, or of which nothing is known.
     *
     * @param unlisted what a class is that a list of classes does not contain; it must be said for lists
     * @param negatives column that lists, in the same way, the classes that the item does not have
     * @param values what the cells of columns, dictionaries and statements mean; if it is left out, they must be 1, -1 or blank
     * @param blankIsNo whether a blank cell means that the item does not have the class, or has none of a list; otherwise it says nothing
     * @param conflicts what two records mean that contradict each other
     */
    record Multi(
            Encoding encoding,
            ClassList classes,
            Optional<Unlisted> unlisted,
            Optional<String> negatives,
            Optional<StateValues> values,
            boolean blankIsNo,
            Conflicts conflicts,
            Optional<Condition> when)
            implements LabelDescription {
        /** What a class is that a list does not contain. */
        public enum Unlisted {
            /** The item does not have it. */
            NEGATIVE,
            /** Nothing is known. */
            UNKNOWN,
            /** Nothing is known of training items, and other items do not have it: their lists are complete. */
            UNKNOWN_IN_TRAINING
        }

        /** What contradictory statements on one class of an item mean. */
        public enum Conflicts {
            /** They are a mistake. */
            ERROR,
            /** What most of them say; nothing is known if there is no majority. */
            MAJORITY,
            /** Nothing is known. */
            UNKNOWN
        }

        /** Lists of classes, in which unlisted classes have a certain state. */
        public static Multi listed(Encoding encoding, Unlisted unlisted) {
            return new Multi(
                    encoding,
                    ClassList.ALL,
                    Optional.of(unlisted),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Conflicts.ERROR,
                    Optional.empty());
        }

        /** Columns, dictionaries or statements with values. */
        public static Multi of(Encoding encoding, StateValues values) {
            return new Multi(
                    encoding,
                    ClassList.ALL,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(values),
                    false,
                    Conflicts.ERROR,
                    Optional.empty());
        }

        @Override
        public String kind() {
            return "multi";
        }

        @Override
        public Optional<ClassList> classList() {
            return Optional.of(classes);
        }
    }

    /** Candidates, exactly one of which is the class. */
    record Partial(Encoding encoding, ClassList classes, Optional<Condition> when) implements LabelDescription {
        @Override
        public String kind() {
            return "partial";
        }

        @Override
        public Optional<ClassList> classList() {
            return Optional.of(classes);
        }
    }

    /**
     * Classes that an item does not have.
     *
     * @param trusted column of the class of the items of which it is known
     * @param transition file with the probability that each class is excluded for items of a class
     */
    record Not(
            Encoding encoding,
            ClassList classes,
            Optional<String> trusted,
            Optional<Path> transition,
            Optional<Condition> when)
            implements LabelDescription {
        @Override
        public String kind() {
            return "not";
        }

        @Override
        public Optional<ClassList> classList() {
            return Optional.of(classes);
        }
    }

    /**
     * A level of an ordered scale, from one annotator or several.
     *
     * @param levels the levels from the lowest to the highest
     */
    record Ordinal(Encoding encoding, List<String> levels, Optional<Condition> when) implements LabelDescription {
        public Ordinal {
            levels = List.copyOf(levels);
            if (levels.size() < 2) {
                throw new IllegalArgumentException("An ordered scale needs at least two levels.");
            }
        }

        @Override
        public String kind() {
            return "ordinal";
        }

        @Override
        public Optional<ClassList> classList() {
            return Optional.empty();
        }
    }

    /** One number, or several in columns. */
    record Numbers(Encoding encoding, Optional<String> unit, Optional<Condition> when) implements LabelDescription {
        @Override
        public String kind() {
            return "number";
        }

        @Override
        public Optional<ClassList> classList() {
            return Optional.empty();
        }
    }

    /**
     * The bag of an item, of which only the shares of the classes are known.
     *
     * @param shares file with a record for each bag
     * @param counts whether the file has numbers of members rather than shares
     * @param classNames names of the columns of the classes in this file; empty for all
     * @param rest name of the class of all other members, if there is one column of a class only
     */
    record Bags(
            Encoding encoding,
            Path shares,
            boolean counts,
            List<String> classNames,
            Optional<String> rest,
            Optional<Condition> when)
            implements LabelDescription {
        public Bags {
            classNames = List.copyOf(classNames);
        }

        @Override
        public String kind() {
            return "bag";
        }

        @Override
        public Optional<ClassList> classList() {
            return Optional.empty();
        }
    }

    /**
     * The domain of an item, which says nothing of its class.
     *
     * @param classCount number of classes that are looked for
     */
    record Domains(Encoding encoding, int classCount, Optional<Condition> when) implements LabelDescription {
        @Override
        public String kind() {
            return "domain";
        }

        @Override
        public Optional<ClassList> classList() {
            return Optional.empty();
        }
    }

    /**
     * The classes that several annotators chose.
     *
     * @param counts whether the cells hold how many annotators chose a class, rather than the choices
     */
    record Votes(Encoding encoding, ClassList classes, boolean counts, Optional<Condition> when)
            implements LabelDescription {
        @Override
        public String kind() {
            return "votes";
        }

        @Override
        public Optional<ClassList> classList() {
            return Optional.of(classes);
        }
    }
}
