package io.callgate.firewall.nft;

import com.google.common.util.concurrent.RateLimiter;
import io.callgate.core.address.Address;
import io.callgate.gate.port.Flows;
import io.callgate.netlink.Attributes;
import io.callgate.netlink.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Asks the kernel's table of connections, which the rules have it keep. Only what was let in stands there. Numbers are those
 * of {@code linux/netfilter/nfnetlink_conntrack.h}.
 */
public final class Conntrack implements Flows {

    /** {@code IPCTNL_MSG_CT_GET} of {@code NFNL_SUBSYS_CTNETLINK}. */
    static final int GET = 1 << 8 | 1;

    private static final byte V4 = 2;
    private static final byte V6 = 10;

    private static final int ORIGINAL = 1;
    private static final int ADDRESSES = 1;
    private static final int V4_SOURCE = 1;
    private static final int V6_SOURCE = 3;
    private static final int FILTER = 25;
    private static final int FILTER_ORIGINAL = 1;
    private static final int BY_SOURCE = 1;

    /** Each looks through the whole table: whoever has as many events told of others waits, and the logs do not. */
    private static final int MOST_PER_SECOND = 50;

    private final RateLimiter rate = RateLimiter.create(MOST_PER_SECOND);

    @Override
    public boolean began(Address address) {
        if (!rate.tryAcquire()) return false;
        boolean[] found = new boolean[1];
        byte family = address.isV6() ? V6 : V4;
        // A socket of its own, gone afterwards: this is asked seldom.
        try (NfTablesQuery query = new NfTablesQuery()) {
            query.connections(family, bySource(address), entry -> found[0] |= isFrom(address, entry));
        }
        return found[0];
    }

    /** Kernels before 5.8 know no such filter, and tell of all; of IPv6 they tell of all others (6.18 still does). */
    private static byte[] bySource(Address address) {
        if (address.isV6()) return new byte[0];
        Message message = new Message(64);
        int original = message.nest(ORIGINAL);
        int addresses = message.nest(ADDRESSES);
        message.number(V4_SOURCE, (int) address.low()).unnest(addresses).unnest(original);
        int filter = message.nest(FILTER);
        message.attribute(FILTER_ORIGINAL, machineOrder(BY_SOURCE));
        return message.unnest(filter).bytes();
    }

    private static byte[] machineOrder(int number) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(number)
                .array();
    }

    private static boolean isFrom(Address address, ByteBuffer entry) {
        Attributes addresses = new Attributes(entry).nested(ORIGINAL).nested(ADDRESSES);
        int type = address.isV6() ? V6_SOURCE : V4_SOURCE;
        if (!addresses.has(type)) return false;
        ByteBuffer source = addresses.value(type);
        return address.isV6()
                ? source.getLong(0) == address.high() && source.getLong(8) == address.low()
                : (source.getInt(0) & 0xffffffffL) == address.low();
    }
}
