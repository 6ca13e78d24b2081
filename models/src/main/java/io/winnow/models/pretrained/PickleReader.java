package io.winnow.models.pretrained;

import io.winnow.models.pretrained.PickleContainer.Dictionary;
import io.winnow.models.pretrained.PickleContainer.Sequence;
import io.winnow.models.pretrained.TorchObjects.Global;
import io.winnow.models.pretrained.TorchObjects.Opaque;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a pickle of protocol 2, as far as {@code torch.save} uses it. A pickle is a program for a machine with a stack and a memo. This
 * machine knows numbers, texts, lists, tuples and dictionaries; what an object of any other class becomes is up to {@link TorchObjects}.
 * The values are String, Long, BigInteger, Double, Boolean, {@link PickleContainer} and the types in {@link TorchObjects}.
 */
final class PickleReader {
    static final int MAX_DEPTH = 64;
    private static final int MAX_OPERATIONS = 10_000_000;
    private static final int PROTOCOL = 2;

    private final PickleInput in;
    private final TorchObjects objects;
    private final Map<Long, Object> memo = new HashMap<>();
    private final Deque<List<Object>> outerStacks = new ArrayDeque<>();
    private List<Object> stack = new ArrayList<>();

    private PickleReader(PickleInput in, TorchObjects objects) {
        this.in = in;
        this.objects = objects;
    }

    /** Reads the next pickle of the input. */
    static Object read(PickleInput in, TorchObjects objects) throws IOException {
        return new PickleReader(in, objects).read();
    }

    private Object read() throws IOException {
        int first = in.next();
        int protocol = first == 0x80 ? in.next() : 0;
        if (protocol != PROTOCOL) {
            throw in.refused(
                    "it contains a pickle of protocol " + protocol + ", but only protocol " + PROTOCOL + " is read",
                    "Save it again with torch.save and its default protocol.");
        }
        for (int operations = 0; operations < MAX_OPERATIONS; operations++) {
            int operation = in.next();
            if (operation == '.') {
                return pop();
            }
            execute(operation);
        }
        throw in.refused(
                "its pickle has more than " + MAX_OPERATIONS + " operations",
                "Save only the parameters, with torch.save(model.state_dict(), FILE).");
    }

    /** The comments give the operations' names in Python's module pickle. */
    private void execute(int operation) throws IOException {
        switch (operation) {
            case 'N' -> push(Opaque.NONE); // NONE
            case 0x88 -> push(true); // NEWTRUE
            case 0x89 -> push(false); // NEWFALSE
            case 'K' -> push((long) in.next()); // BININT1
            case 'M' -> push((long) Short.toUnsignedInt(in.next(2).getShort())); // BININT2
            case 'J' -> push((long) in.next(4).getInt()); // BININT
            case 0x8a -> push(integer(in.next(in.next()))); // LONG1
            case 'G' -> push(in.next(8).order(ByteOrder.BIG_ENDIAN).getDouble()); // BINFLOAT
            case 'X' -> push(in.text(size())); // BINUNICODE
            case 'T' -> push(in.text(size())); // BINSTRING, the texts of Python 2
            case 'U' -> push(in.text(in.next())); // SHORT_BINSTRING
            case '}' -> push(new Dictionary()); // EMPTY_DICT
            case ']', ')' -> push(new Sequence()); // EMPTY_LIST, EMPTY_TUPLE
            case '(' -> mark(); // MARK
            case 't' -> push(sequence(popToMark())); // TUPLE
            case 0x85, 0x86, 0x87 -> push(sequence(pop(operation - 0x84))); // TUPLE1, TUPLE2, TUPLE3
            case 'a' -> append(pop(1)); // APPEND
            case 'e' -> append(popToMark()); // APPENDS
            case 's' -> set(pop(2)); // SETITEM
            case 'u' -> set(popToMark()); // SETITEMS
            case 'q' -> memo.put((long) in.next(), top()); // BINPUT
            case 'r' -> memo.put(size(), top()); // LONG_BINPUT
            case 'h' -> push(memo(in.next())); // BINGET
            case 'j' -> push(memo(size())); // LONG_BINGET
            case 'c' -> push(objects.global(in, in.line(), in.line())); // GLOBAL
            case 'Q' -> push(objects.storage(in, pop())); // BINPERSID
            case 'R' -> reduce(); // REDUCE
            case 0x81 -> newObject(); // NEWOBJ
            case 'b' -> build(); // BUILD
            default ->
                throw in.damaged("its pickle has the operation 0x" + Integer.toHexString(operation)
                        + ", which PyTorch does not use");
        }
    }

    private void mark() throws IOException {
        if (outerStacks.size() == MAX_DEPTH) {
            throw tooDeep();
        }
        outerStacks.push(stack);
        stack = new ArrayList<>();
    }

    private void append(List<Object> items) throws IOException {
        if (!(top() instanceof Sequence list)) {
            throw in.damaged("its pickle appends to what is not a list");
        }
        items.forEach(list::add);
        checkDepth(list);
    }

    private void set(List<Object> keysAndValues) throws IOException {
        if (!(top() instanceof Dictionary dictionary)) {
            throw in.damaged("its pickle sets an entry of what is not a dictionary");
        }
        if (keysAndValues.size() % 2 != 0) {
            throw in.damaged("its pickle has a key without a value");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            objects.put(in, dictionary, keysAndValues.get(i), keysAndValues.get(i + 1));
        }
        checkDepth(dictionary);
    }

    private void reduce() throws IOException {
        Object arguments = pop();
        Object function = pop();
        if (!(function instanceof Global global) || !(arguments instanceof Sequence sequence)) {
            throw in.damaged("its pickle calls what is not a function");
        }
        Object result = objects.call(in, global, sequence.items());
        if (result instanceof PickleContainer container) {
            checkDepth(container);
        }
        push(result);
    }

    private void newObject() throws IOException {
        pop();
        if (!(pop() instanceof Global global) || !global.isOpaque()) {
            throw in.damaged("its pickle makes an object of what is not a class");
        }
        push(new Opaque(global.name()));
    }

    /** Attributes are not kept: the order of an OrderedDict's entries is enough, and nothing looks into opaque objects. */
    private void build() throws IOException {
        pop();
        if (!(top() instanceof Dictionary) && !(top() instanceof Opaque)) {
            throw in.damaged("its pickle sets attributes of a value that has none");
        }
    }

    private Sequence sequence(List<Object> items) throws IOException {
        Sequence sequence = new Sequence();
        items.forEach(sequence::add);
        checkDepth(sequence);
        return sequence;
    }

    private void checkDepth(PickleContainer container) throws IOException {
        if (container.depth() > MAX_DEPTH) {
            throw tooDeep();
        }
    }

    private IOException tooDeep() {
        return in.refused(
                "its pickle has more than " + MAX_DEPTH + " containers inside each other",
                "Save only the parameters, with torch.save(model.state_dict(), FILE).");
    }

    private Object memo(long place) throws IOException {
        Object value = memo.get(place);
        if (value == null) {
            throw in.damaged("its pickle refers to value " + place + " before it is there");
        }
        return value;
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object top() throws IOException {
        if (stack.isEmpty()) {
            throw in.damaged("its pickle takes a value from an empty stack");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() throws IOException {
        Object top = top();
        stack.remove(stack.size() - 1);
        return top;
    }

    private List<Object> pop(int count) throws IOException {
        if (stack.size() < count) {
            throw in.damaged("its pickle takes a value from an empty stack");
        }
        List<Object> end = stack.subList(stack.size() - count, stack.size());
        List<Object> values = new ArrayList<>(end);
        end.clear();
        return values;
    }

    private List<Object> popToMark() throws IOException {
        if (outerStacks.isEmpty()) {
            throw in.damaged("its pickle ends a list that has no start");
        }
        List<Object> values = stack;
        stack = outerStacks.pop();
        return values;
    }

    private long size() throws IOException {
        return Integer.toUnsignedLong(in.next(Integer.BYTES).getInt());
    }

    /** An integer of any length, little-endian, in two's complement. */
    private static Object integer(ByteBuffer littleEndian) {
        byte[] bytes = new byte[littleEndian.remaining() + 1];
        for (int i = bytes.length - 1; i > 0; i--) {
            bytes[i] = littleEndian.get();
        }
        bytes[0] = (byte) (bytes.length > 1 ? bytes[1] >> 7 : 0);
        BigInteger value = new BigInteger(bytes);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }
}
