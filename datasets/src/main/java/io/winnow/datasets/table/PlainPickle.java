package io.winnow.datasets.table;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Unpickler;

/**
 * Reads Python pickles of lists, tuples, dictionaries, strings and numbers. A pickle is a program that may call any constructor that it
 * names. Every instruction that is not on a list of harmless ones is therefore rejected before it runs, and so are lengths beyond the end
 * of the file.
 */
final class PlainPickle extends Unpickler {
    private static final Set<Short> ALLOWED = Set.of(
            Opcodes.PROTO,
            Opcodes.FRAME,
            Opcodes.STOP,
            Opcodes.MARK,
            Opcodes.NONE,
            Opcodes.NEWTRUE,
            Opcodes.NEWFALSE,
            Opcodes.INT,
            Opcodes.BININT,
            Opcodes.BININT1,
            Opcodes.BININT2,
            Opcodes.FLOAT,
            Opcodes.BINFLOAT,
            Opcodes.BINUNICODE,
            Opcodes.SHORT_BINUNICODE,
            Opcodes.EMPTY_LIST,
            Opcodes.APPEND,
            Opcodes.APPENDS,
            Opcodes.EMPTY_TUPLE,
            Opcodes.TUPLE,
            Opcodes.TUPLE1,
            Opcodes.TUPLE2,
            Opcodes.TUPLE3,
            Opcodes.EMPTY_DICT,
            Opcodes.SETITEM,
            Opcodes.SETITEMS,
            Opcodes.PUT,
            Opcodes.BINPUT,
            Opcodes.LONG_BINPUT,
            Opcodes.MEMOIZE,
            Opcodes.GET,
            Opcodes.BINGET,
            Opcodes.LONG_BINGET);

    private PlainPickle() {}

    /**
     * Reads the object of a file: {@code List}, {@code Object[]} for a tuple, {@code Map}, {@code String}, {@code Number}, {@code Boolean}
     * or null.
     */
    static Object read(Path file) throws IOException {
        PlainPickle pickle = new PlainPickle();
        try (ByteArrayInputStream bytes = new ByteArrayInputStream(Files.readAllBytes(file))) {
            return pickle.load(bytes);
        } catch (PickleException e) {
            throw new UnreadableTableException(file.toString(), e.getMessage(), e);
        } catch (IndexOutOfBoundsException | ClassCastException | NullPointerException | NumberFormatException e) {
            // The library throws this exception for instructions that do not fit together.
            throw new UnreadableTableException(file.toString(), "is not a valid pickle file, or it is damaged", e);
        } catch (IOException e) {
            throw new UnreadableTableException(file.toString(), "ends before the pickle does", e);
        } finally {
            pickle.close();
        }
    }

    @Override
    protected Object dispatch(short instruction) throws IOException {
        if (!ALLOWED.contains(instruction)) {
            throw new PickleException("holds the pickle instruction " + instruction
                    + ", which is not allowed: only pickles of lists, tuples, dictionaries, strings and"
                    + " numbers are read, not objects of classes");
        }
        if (instruction == Opcodes.BINUNICODE) {
            requireRest();
        }
        return super.dispatch(instruction);
    }

    /** Checks a length against the rest of the file, since the library allocates memory for a text before it reads it. */
    private void requireRest() throws IOException {
        input.mark(Integer.BYTES);
        byte[] length = input.readNBytes(Integer.BYTES);
        input.reset();
        if (length.length == Integer.BYTES) {
            int needed = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
            if (needed < 0 || needed > input.available()) {
                throw new PickleException("ends before the pickle does");
            }
        }
    }
}
