package io.winnow.datasets.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.DataException;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.source.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InteractionFileTest {
    private static final InteractionSplit ALL = new InteractionSplit.Random(0, 0, 0);

    @TempDir
    Path folder;

    private Interactions read(String text, InteractionSplit split) throws IOException {
        return read(text, "", 1, 1, split);
    }

    private Interactions read(String text, String keep, int perUser, int perItem, InteractionSplit split)
            throws IOException {
        Path file = Files.writeString(folder.resolve("pairs.csv"), text);
        Optional<Condition> condition = keep.isEmpty() ? Optional.empty() : Optional.of(Condition.parse(keep));
        return new InteractionFile("user", "item", Optional.empty(), condition, perUser, perItem, split)
                .read(file, TextCharset.UTF_8);
    }

    @Test
    void numbersUsersAndItemsInTheOrderOfTheFile() throws IOException {
        Interactions read = read("user,item\nb,y\na,x\nb,x\nb,y\n", ALL);
        assertThat(read.users()).containsExactly("b", "a");
        assertThat(read.items()).containsExactly("y", "x");
        assertThat(read.train()).isDeepEqualTo(new int[][] {{0, 1}, {1}});
        assertThat(read.popularity()).containsExactly(1, 2);
        assertThat(read.notes())
                .singleElement()
                .asString()
                .startsWith("Warning: 1 record repeats")
                .contains("25.0% of 4");
    }

    @Test
    void namesThatDifferInCaseOnlyAreAWarning() throws IOException {
        assertThat(read("user,item\na,The End\nb,the end\n", ALL).notes())
                .singleElement()
                .asString()
                .startsWith("Warning: ")
                .endsWith("pairs.csv has items whose names differ only in upper and lower case or in blanks:"
                        + " The End, the end. They count as different items.");
    }

    @Test
    void itemsHaveNames() throws IOException {
        Path file = Files.writeString(
                folder.resolve("named.csv"),
                "user,item,title\na,x,\na,y,\"Heat\n (1995)\"\nb,x,Alien\nb,y,Heat\na,z,\n");
        Interactions read = new InteractionFile("user", "item", Optional.of("Title"), Optional.empty(), 1, 1, ALL)
                .read(file, TextCharset.UTF_8);
        assertThat(read.itemNames()).containsExactly("Alien", "Heat (1995)", "z");
        assertThat(read.notes())
                .containsExactly(
                        "1 item has no name in the column title, such as 'z'. Ids are shown instead.",
                        "Warning: 1 item has several names in the column title, such as 'y': 'Heat (1995)' and 'Heat'."
                                + " The first is shown.");
        assertThat(read("user,item\na,x\n b,y\n", ALL).itemNames()).containsExactly("x", "y");
    }

    /** Without b's rating of 3, b has one item and is left out; then z has one user, and is left out as well. */
    @Test
    void leavesOutRareUsersAndItemsAgainAndAgain() throws IOException {
        String text = "user,item,rating\na,x,5\na,y,5\nb,z,4\nb,x,3\nc,x,5\nc,y,4\nc,z,5\n";
        Interactions read = read(text, "rating >= 4", 2, 2, ALL);
        assertThat(read.users()).containsExactly("a", "c");
        assertThat(read.items()).containsExactly("x", "y");
        assertThat(read.notes()).singleElement().asString().startsWith("2 pairs of users with fewer than 2 items");
    }

    @Test
    void takesTheGivenParts() throws IOException {
        Interactions read =
                read("user,item,part\na,x,train\na,y,val\na,z,test\nb,z,train\n", new InteractionSplit.Given("part"));
        assertThat(read.train()).isDeepEqualTo(new int[][] {{0}, {2}});
        assertThat(read.validation()).isDeepEqualTo(new int[][] {{1}, {}});
        assertThat(read.test()).isDeepEqualTo(new int[][] {{2}, {}});
    }

    /** Times are dates and not in the order of the file; b has too few items to be divided. */
    @Test
    void theLastItemsOfEachUserAreForTheTest() throws IOException {
        Interactions read = read(
                "user,item,at\na,x,2020-03-01\na,y,2020-01-01\na,z,2020-02-01\nb,x,2020-01-01\n",
                new InteractionSplit.Last("at", 1, 1));
        assertThat(read.train()).isDeepEqualTo(new int[][] {{1}, {0}});
        assertThat(read.validation()).isDeepEqualTo(new int[][] {{2}, {}});
        assertThat(read.test()).isDeepEqualTo(new int[][] {{0}, {}});
        assertThat(read.notes()).singleElement().asString().startsWith("1 user has too few items");
    }

    /** Programs such as pandas write the offset of the time zone and fractions of seconds. */
    @Test
    void timesMayHaveAnOffsetAndFractionsOfSeconds() throws IOException {
        Interactions read = read("""
                user,item,at
                a,x,2020-01-01T12:00:00.500+00:00
                a,y,2020-01-01 13:00:00.250+01:00
                a,z,2020-01-01T11:59:59Z
                b,x,2020-01-01
                """, new InteractionSplit.Last("at", 1, 1));
        assertThat(read.train()).isDeepEqualTo(new int[][] {{2}, {0}});
        assertThat(read.validation()).isDeepEqualTo(new int[][] {{1}, {}});
        assertThat(read.test()).isDeepEqualTo(new int[][] {{0}, {}});
    }

    /** She chose x first, however the file is sorted: what she has chosen before cannot be the last item that she chooses. */
    @Test
    void aRepeatedPairHasItsEarliestTime() throws IOException {
        for (String text : List.of("a,x,1\na,y,2\na,z,3\na,x,4\n", "a,x,4\na,z,3\na,y,2\na,x,1\n")) {
            Interactions read = read("user,item,at\n" + text, new InteractionSplit.Last("at", 0, 1));
            assertThat(names(read)).containsExactly("z");
        }
    }

    @Test
    void timesThatDoNotCompareAreAWarning() throws IOException {
        InteractionSplit split = new InteractionSplit.Last("at", 0, 1);
        assertThat(read("user,item,at\na,x,1700000000\na,y,2023-11-15\na,z,1.7e9\n", split)
                        .notes())
                .isEmpty();
        assertThat(read("user,item,at\na,x,1\na,y,1700000000\na,z,3\n", split).notes())
                .isEmpty();
        assertThat(read("user,item,at\na,x,1700000000\na,y,1700000001\na,z,1700000000000\n", split)
                        .notes())
                .containsExactly("Warning: the times in the column at do not compare: milliseconds (line 4),"
                        + " seconds (line 2). Write all of them in the same unit.");
        assertThat(read("user,item,at\na,x,20231116\na,y,2023-11-15\na,z,20231118\n", split)
                        .notes())
                .containsExactly(
                        "Warning: the times in the column at do not compare: other numbers (line 2), seconds (line 3)."
                                + " Dates count as seconds since 1970. Write all of them in the same unit.");
    }

    /** Of a, y and z are equal; of b, the training items only, which need no order. */
    @Test
    void lastItemsWithTheTimeOfOthersAreAWarning() throws IOException {
        assertThat(read(
                                "user,item,at\na,x,1\na,y,2\na,z,2\nb,x,1\nb,y,1\nb,z,2\n",
                                new InteractionSplit.Last("at", 0, 1))
                        .notes())
                .containsExactly(
                        "Warning: of 1 user of 2, the first test or validation item has the same time as the item"
                                + " before it, so that the order of the file decides which is the last.");
    }

    /** As a spreadsheet and a data frame write them, which lose the zeros and add a fraction. */
    @Test
    void idsThatAreTheSameNumberAreAWarning() throws IOException {
        assertThat(read("user,item\n005,x\n5,y\n5.0,z\n50,x\n6,y\n6.1,z\n", ALL).notes())
                .singleElement()
                .asString()
                .startsWith("Warning: ")
                .endsWith(
                        "has users whose names differ only in upper and lower case or in blanks, or in how they write a"
                                + " number: 005, 5, 5.0. They count as different users.");
    }

    @Test
    void whatResultsAreJudgedByIsTheSameInAnyOrderOfTheFile() throws IOException {
        InteractionSplit split = new InteractionSplit.Given("part");
        String first = read("user,item,part\na,x,train\na,y,test\nb,y,train\nb,x,val\n", split)
                .judges();
        assertThat(read("user,item,part\nb,x,val\nb,y,train\na,y,test\na,x,train\n", split)
                        .judges())
                .isEqualTo(first);
        assertThat(read("user,item,part\na,x,train\na,y,val\nb,y,train\nb,x,test\n", split)
                        .judges())
                .isNotEqualTo(first);
        assertThat(read("user,item,part\na,x,train\na,y,test\nb,y,train\nb,x,val\nc,x,train\n", split)
                        .judges())
                .as("a further user, of whom only training pairs are known")
                .isEqualTo(first);
        assertThat(read("user,item,part\na,x,train\na,y,val\nb,y,train\nb,x,val\n", split)
                        .judges())
                .isNotEqualTo(read("user,item,part\na,x,train\na,y,test\nb,y,train\nb,x,test\n", split)
                        .judges());
    }

    /** The advice is what then works. */
    @Test
    void recordsWithoutAUserCanBeLeftOut() throws IOException {
        String text = "user,item,rating\na,x,1\n,y,2\nb,y,3\n";
        assertThatThrownBy(() -> read(text, ALL))
                .hasMessageEndingWith("To leave out such records, set recipe.data.keep to: user != \"\"");
        assertThat(read(text, "user != \"\"", 1, 1, ALL).users()).containsExactly("a", "b");
        assertThatThrownBy(() -> read(text, "rating >= 2", 1, 1, ALL))
                .hasMessageEndingWith("add to recipe.data.keep: and user != \"\"");
        assertThatThrownBy(() -> read("user,item\n\uFFFD,x\n", ALL))
                .hasMessageContaining("U+FFFD")
                .hasMessageNotContaining("keep");
    }

    @Test
    void aRandomDivisionDoesNotDependOnTheOrderOfTheFile() throws IOException {
        StringBuilder forwards = new StringBuilder("user,item\n");
        StringBuilder backwards = new StringBuilder("user,item\n");
        for (int i = 0; i < 20; i++) {
            forwards.append("a,").append(i).append('\n');
            backwards.append("a,").append(19 - i).append('\n');
        }
        InteractionSplit split = new InteractionSplit.Random(0.1, 0.2, 3);
        Interactions one = read(forwards.toString(), split);
        Interactions other = read(backwards.toString(), split);
        assertThat(one.validation()[0]).hasSize(2);
        assertThat(one.test()[0]).hasSize(4);
        assertThat(one.train()[0]).hasSize(14);
        assertThat(names(one)).isEqualTo(names(other));
    }

    private static java.util.Set<String> names(Interactions read) {
        java.util.Set<String> names = new java.util.TreeSet<>();
        for (int item : read.test()[0]) {
            names.add(read.items().get(item));
        }
        return names;
    }

    @Test
    void mistakesAreNamedWithTheirLine() {
        assertThatThrownBy(() -> read("user,item\na,x\n,y\n", ALL))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 3: has no value for user");
        assertThatThrownBy(() -> read("user,item,part\na,x,train\na,y,tset\n", new InteractionSplit.Given("part")))
                .hasMessageContaining("line 3: part is 'tset', but must be train, validation or test");
        assertThatThrownBy(() -> read("user,item,at\na,x,yesterday\n", new InteractionSplit.Last("at", 1, 1)))
                .hasMessageContaining("line 2: at is 'yesterday'");
        assertThatThrownBy(() -> read("user,item,rating\na,x,good\n", "rating >= 4", 1, 1, ALL))
                .hasMessageContaining("line 2: rating is 'good', which is not a number");
        assertThatThrownBy(() -> read("user,item\na,x\n", new InteractionSplit.Last("timestamp", 1, 1)))
                .hasMessageContaining("no column 'timestamp' (recipe.data.split.time)");
    }

    @Test
    void aUserWithoutTrainingItemsIsNamed() {
        assertThatThrownBy(() ->
                        read("user,item,part\na,x,train\nb,y,test\nc,z,val\n", new InteractionSplit.Given("part")))
                .hasMessageContaining("2 users have validation or test items, but no training items")
                .hasMessageContaining("'b'");
    }
}
