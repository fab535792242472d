package io.callgate.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The attributes of a netlink message by type: length and type in the machine's order, values in the network's. */
public final class Attributes {

    private static final int TYPES = 24;

    private final ByteBuffer[] values = new ByteBuffer[TYPES];

    public Attributes(ByteBuffer message) {
        each(message, (type, value) -> {
            if (type < TYPES) values[type] = value;
        });
    }

    /** Gets one attribute. */
    private interface Visitor {
        void visit(int type, ByteBuffer value);
    }

    private static void each(ByteBuffer message, Visitor visitor) {
        ByteBuffer in = message.duplicate().order(ByteOrder.nativeOrder());
        int at = 0;
        while (at + 4 <= in.limit()) {
            int length = in.getShort(at) & 0xffff;
            if (length < 4 || at + length > in.limit()) return;
            visitor.visit(in.getShort(at + 2) & 0x3fff, in.slice(at + 4, length - 4));
            at += (length + 3) & ~3;
        }
    }

    public boolean has(int type) {
        return values[type] != null;
    }

    /** The value, which must be there. */
    public ByteBuffer value(int type) {
        if (!has(type)) throw new IllegalStateException("the kernel's answer has no attribute " + type);
        return values[type];
    }

    public Attributes nested(int type) {
        return new Attributes(value(type));
    }

    /** Calls {@code each} with every entry of a list. */
    public void list(int type, Consumer<Attributes> each) {
        if (has(type)) each(values[type], (entry, value) -> each.accept(new Attributes(value)));
    }

    /** 0 when absent. */
    public int number(int type) {
        return has(type) ? values[type].getInt(0) : 0;
    }

    /** 0 when absent. */
    public long bigNumber(int type) {
        return has(type) ? values[type].getLong(0) : 0;
    }

    /** Up to its zero; empty when absent. */
    public String text(int type) {
        return has(type) ? text(values[type]) : "";
    }

    public static String text(ByteBuffer value) {
        int length = 0;
        while (length < value.limit() && value.get(length) != 0) length++;
        byte[] bytes = new byte[length];
        value.get(0, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
