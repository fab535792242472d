package io.callgate.app.box;

import com.google.common.collect.ImmutableSortedSet;
import io.callgate.agi.AgiConfig;
import io.callgate.app.config.Config;
import io.callgate.firewall.ruleset.Door;
import io.callgate.kit.SocketTable;
import io.callgate.kit.Users;
import io.callgate.toml.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** By which users the programs of this box are known that callgate deals with: sockets have owners, and the kernel names them. */
public final class DoorUsers {

    private static final int ROOT = 0;
    private static final int SIP = 5060;
    /** The user of the daemon, and the group of whoever may command it. */
    private static final String CALLGATE = "callgate";

    private final AgiConfig agi;
    private final Path root;
    private final Users users;

    DoorUsers(AgiConfig agi, Path root) {
        this.agi = agi;
        this.root = root;
        this.users = Users.read(root.resolve("etc"));
    }

    public static DoorUsers of(Config config) {
        return new DoorUsers(config.agi(), Path.of("/"));
    }

    /** Who may call and answer at the port of the calls; empty when that is not to be looked at. */
    public Optional<Door> door() {
        if (agi.anyUser() || agi.listen().getPort() == 0) return Optional.empty();
        Set<Integer> all = asterisk();
        // Anybody may listen at an address or of an IP version that Asterisk leaves free: that tells nothing where more
        // is known.
        if (all.isEmpty()) all = listeningForSip();
        boolean known = !all.isEmpty();
        all.add(ROOT);
        all.add(self());
        users.id(CALLGATE).ifPresent(all::add);
        // Whoever may command callgate may call it, too.
        all.addAll(users.members(CALLGATE));
        return Optional.of(new Door(agi.listen().getPort(), ImmutableSortedSet.copyOf(all), known));
    }

    /** The users that Asterisk runs as by what only root can say: the configuration, or who has its files and name. */
    private Set<Integer> asterisk() {
        Set<Integer> found = new TreeSet<>();
        if (agi.user().isPresent()) {
            found.add(configured(agi.user().get()));
            return found;
        }
        // The latter is where its control socket is: whoever it runs as has to own that.
        for (String directory : List.of("etc/asterisk", "run/asterisk"))
            owner(root.resolve(directory)).filter(id -> id != ROOT).ifPresent(found::add);
        users.id("asterisk").ifPresent(found::add);
        return found;
    }

    private int configured(String user) {
        if (Character.isDigit(user.charAt(0))) return Integer.parseInt(user);
        return users.id(user)
                .orElseThrow(() -> new ConfigException("agi.user: there is no user " + user + " in /etc/passwd"));
    }

    /** Not known for sure: while Asterisk does not run, anybody may. Where root does, it is root. */
    private Set<Integer> listeningForSip() {
        Set<Integer> found = new TreeSet<>();
        SocketTable.each(root.resolve("proc"), List.of("udp", "udp6"), row -> {
            if (row.local().getPort() == SIP) found.add(row.user());
        });
        if (found.contains(ROOT)) found.retainAll(Set.of(ROOT));
        return found;
    }

    /** Why what listens there is not Asterisk, if it is not: its user is neither root nor Asterisk's. */
    public Optional<String> distrust(InetSocketAddress manager) {
        if (agi.anyUser() || !isHere(manager)) return Optional.empty();
        Set<Integer> strangers = SocketTable.listeners(root.resolve("proc"), manager);
        strangers.remove(ROOT);
        strangers.removeAll(asterisk());
        if (strangers.isEmpty()) return Optional.empty();
        return Optional.of("it is not Asterisk but " + names(strangers)
                + " that listens there, so no login is sent; end that, or name Asterisk's user in agi.user");
    }

    private static boolean isHere(InetSocketAddress address) {
        return address.getAddress().isLoopbackAddress()
                || new OwnAddresses()
                        .get().stream().anyMatch(own -> own.toInetAddress().equals(address.getAddress()));
    }

    /** Who listens there, in words; empty when nobody is to be seen. */
    public String holder(InetSocketAddress address) {
        Set<Integer> holders = SocketTable.listeners(root.resolve("proc"), address);
        return holders.isEmpty() ? "" : names(holders) + " has it";
    }

    private String names(Set<Integer> ids) {
        return ids.stream().map(id -> "the user " + users.name(id)).collect(Collectors.joining(" and "));
    }

    /** As whom this process runs. */
    private int self() {
        try (Stream<String> lines = Files.lines(root.resolve("proc/self/status"))) {
            return lines.filter(line -> line.startsWith("Uid:"))
                    .map(line -> Integer.valueOf(line.split("\\s+")[2]))
                    .findFirst()
                    .orElse(ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot see as whom callgate runs: " + e, e));
        }
    }

    private static Optional<Integer> owner(Path file) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return Optional.empty();
        try {
            return Optional.of((Integer) Files.getAttribute(file, "unix:uid"));
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot see whose " + file + " is: " + e, e));
        }
    }
}
