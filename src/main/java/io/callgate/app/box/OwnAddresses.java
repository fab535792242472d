package io.callgate.app.box;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.Address;
import io.callgate.kit.Repeats;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of this box's interfaces, looked up at most every ten seconds. When the kernel does not tell, the last known. */
public final class OwnAddresses implements Supplier<ImmutableSet<Address>> {

    private static final Logger log = LoggerFactory.getLogger(OwnAddresses.class);
    private static final Repeats FAULTS = new Repeats(log::warn);

    private final com.google.common.base.Supplier<ImmutableSet<Address>> cached =
            Suppliers.memoizeWithExpiration(this::look, 10, TimeUnit.SECONDS);
    private ImmutableSet<Address> last = ImmutableSet.of();

    @Override
    public ImmutableSet<Address> get() {
        return cached.get();
    }

    private ImmutableSet<Address> look() {
        try {
            last = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(Address::of)
                    .collect(ImmutableSet.toImmutableSet());
        } catch (SocketException e) {
            FAULTS.say("cannot see the addresses of this box, going by the last known: " + e);
        }
        return last;
    }
}
