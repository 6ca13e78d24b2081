package io.winnow.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.winnow.datasets.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BagFileTest {
    @TempDir
    Path folder;

    private BagFile read(String text) throws IOException {
        return BagFile.read(
                Files.writeString(folder.resolve("bags.csv"), text), "bag", List.of(), Optional.empty(), Decimal.POINT);
    }

    /** A thousandth of a large bag is several members, none of which may be too many or missing. */
    @Test
    void countsOfLargeBagsAreExact() throws IOException {
        assertThat(read("bag,a\nx,2000\n").shares("x", 2000, true)).containsExactly(0, 1);
        assertThatThrownBy(() -> read("bag,a\nx,2001\n").shares("x", 2000, true))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2: gives 2001 to a class of the bag 'x', of which there are 2000 members");
        assertThatThrownBy(() -> read("bag,a,b\nx,1000,999\n").shares("x", 2000, true))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("gives 1999 members to the classes of the bag 'x', but there are 2000 members");
    }

    /** Numbers may be rounded shares of the members, and shares may be rounded to two decimals. */
    @Test
    void roundedNumbersAreAccepted() throws IOException {
        double[] thirds = {1 / 3., 1 / 3., 1 / 3.};
        assertThat(read("bag,a,b,c\nx,33.33,33.33,33.33\n").shares("x", 100, true))
                .containsExactly(thirds, within(1e-12));
        assertThat(read("bag,a,b,c\nx,0.333,0.333,0.333\n").shares("x", 100, false))
                .containsExactly(thirds, within(1e-12));
        assertThat(read("bag,a,b,c\nx,0.33,0.33,0.33\n").shares("x", 100, false))
                .containsExactly(thirds, within(1e-12));
        assertThatThrownBy(() -> read("bag,a,b,c\nx,0.33,0.33,0.3\n").shares("x", 100, false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("shares to the classes of the bag 'x', but there are 1 in all");
        assertThatThrownBy(() -> read("bag,a,b\nx,0.25,0.75\n").shares("x", 100, true))
                .hasMessageEndingWith("but there are 100 members. Say values: shares if these are shares.");
        assertThatThrownBy(() -> read("bag,a,b\nx,25,75\n").shares("x", 100, false))
                .hasMessageEndingWith("numbers of members, or divide them by 100 if they are percentages.");
    }

    /** As a data frame writes them that is saved with its index. */
    @Test
    void numbersOfTheRecordsAreNoClass() throws IOException {
        assertThat(read("Unnamed: 0,bag,a,b\n0,x,1,3\n").classNames()).containsExactly("a", "b");
    }

    @Test
    void columnsThatAreNoClassesAreNamed() {
        assertThatThrownBy(() -> read("bag,n,a,b\nx,4,1,3\n").shares("x", 4, true))
                .hasMessageEndingWith(
                        "gives 8 members to the classes of the bag 'x', but there are 4 members. The columns of"
                                + " the classes are n, a, b; if these are others, name them under classes.");
    }
}
