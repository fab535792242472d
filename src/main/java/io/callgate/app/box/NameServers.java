package io.callgate.app.box;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.Address;
import io.callgate.kit.Repeats;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name servers that this box asks: callgate's own, and those of the system, which Asterisk and the mail server ask whatever
 * callgate is told. Looked up at most every ten seconds; a file that cannot be read, or names none, says what it last said.
 */
public final class NameServers implements Supplier<ImmutableSet<Address>> {

    /** The second is whom systemd-resolved asks, where the first names only itself. */
    public static final ImmutableList<Path> FILES =
            ImmutableList.of(Path.of("/etc/resolv.conf"), Path.of("/run/systemd/resolve/resolv.conf"));

    private static final Logger log = LoggerFactory.getLogger(NameServers.class);
    private static final Repeats FAULTS = new Repeats(log::warn);

    private final ImmutableList<InetSocketAddress> configured;
    private final ImmutableList<Path> files;
    private final Map<Path, ImmutableSet<Address>> last = new HashMap<>();
    private final com.google.common.base.Supplier<ImmutableSet<Address>> cached =
            Suppliers.memoizeWithExpiration(this::look, 10, TimeUnit.SECONDS);

    /** @param files in the form of resolv.conf(5) */
    public NameServers(ImmutableList<InetSocketAddress> configured, ImmutableList<Path> files) {
        this.configured = configured;
        this.files = files;
    }

    @Override
    public ImmutableSet<Address> get() {
        return cached.get();
    }

    /** As {@link #get}, but now. */
    synchronized ImmutableSet<Address> look() {
        for (Path file : files) {
            ImmutableSet<Address> named = read(file);
            if (!named.isEmpty()) last.put(file, named);
        }
        Stream<Address> own = configured.stream().map(server -> Address.of(server.getAddress()));
        return Stream.concat(own, last.values().stream().flatMap(ImmutableSet::stream))
                .collect(ImmutableSet.toImmutableSet());
    }

    private static ImmutableSet<Address> read(Path file) {
        try {
            // Comments may hold anything, in any character set.
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .flatMap(line -> nameServer(line).stream())
                    .collect(ImmutableSet.toImmutableSet());
        } catch (NoSuchFileException e) {
            return ImmutableSet.of();
        } catch (IOException e) {
            FAULTS.say("cannot see the name servers in " + file + ", going by the last known: " + e);
            return ImmutableSet.of();
        }
    }

    /** An address with a zone is link-local, and never banned anyway. */
    private static Optional<Address> nameServer(String line) {
        String[] words = line.strip().split("\\s+");
        return words.length > 1 && words[0].equals("nameserver") ? Address.find(words[1]) : Optional.empty();
    }
}
