package io.callgate.bench;

import com.google.common.base.Ticker;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.ServiceCatalog;
import io.callgate.firewall.NftFirewall;
import io.callgate.firewall.ruleset.Ruleset;
import io.callgate.gate.Gate;
import io.callgate.gate.act.AllowAddress;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.store.JdbcStore;
import io.callgate.store.connection.DatabaseUrl;
import io.callgate.testing.Box;
import io.callgate.testing.Callgate;
import io.callgate.testing.Namespace;
import io.callgate.testing.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How long the packaged program takes until it is ready and the kernel holds a large book, from an empty kernel and from one
 * that holds it already; and how long a gate on that book takes for one address more, from the command to the kernel.
 *
 * <p>Arguments: grants, bans. All of it stays in a namespace of its own.
 */
public final class LargeBook {

    private LargeBook() {}

    public static void main(String[] args) throws Exception {
        int grants = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int bans = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
        Path folder = Files.createTempDirectory("callgate-bench");
        try (Namespace pbx = Namespace.create("pbx");
                Callgate callgate = new Callgate(pbx, folder, "[firewall]\nmode = \"enforce\"\n")) {
            callgate.run("migrate").orFail();
            fill(callgate.databaseUrl(), grants, bans);
            System.out.printf("%,d grants and %,d bans%n", grants, bans);
            start("from an empty kernel", callgate);
            start("from a kernel that holds it all", callgate);
            start("once more", callgate);
            addOne(pbx, callgate.databaseUrl());
        }
        System.exit(0);
    }

    private static void start(String how, Callgate callgate) {
        long start = System.nanoTime();
        callgate.start();
        System.out.printf(
                "ready %s: %d ms%n",
                how, Duration.ofNanos(System.nanoTime() - start).toMillis());
        callgate.close();
    }

    private static void fill(String url, int grants, int bans) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            insert(
                    connection,
                    "INSERT INTO whitelist (owner, origin, address) VALUES ('2001', 'phone', ?)",
                    18,
                    grants);
            insert(connection, "INSERT INTO ban (origin, address) VALUES ('asterisk', ?)", 48, bans);
            connection.commit();
        }
    }

    private static void insert(Connection connection, String sql, int net, int count) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < count; i++) {
                insert.setString(
                        1,
                        Address.v4(198, net + (i >> 16), i >> 8 & 255, i & 255).toString());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Grants of one account follow each other as its user moves: each is one more, and one less. */
    private static void addOne(Namespace pbx, String url) {
        try (Seed seed = new Seed(url)) {
            seed.account("1001", "");
        }
        Ruleset ruleset = new Ruleset(Mode.ENFORCE, List.of(), ServiceCatalog.builtInWith(Map.of()));
        NftFirewall firewall = pbx.call(() -> new NftFirewall(ruleset, Ticker.systemTicker()));
        JdbcStore store = JdbcStore.open(new DatabaseUrl(url), InstantSource.system());
        List<Long> micros = new ArrayList<>();
        try (Gate gate = new Gate(store, firewall, () -> Box.RULES, InstantSource.system()).start()) {
            for (int i = 0; i < 1000; i++) {
                Address address = AddressRange.parse("203.0." + (i >> 7) + "." + (i & 127))
                        .network();
                long start = System.nanoTime();
                gate.ask(new AllowAddress(new AccountNumber("1001"), address, Caller.received("+15551234")));
                micros.add((System.nanoTime() - start) / 1000);
            }
        }
        firewall.close();
        micros.sort(null);
        System.out.printf(
                "one more, committed and in the kernel: median %d us, p99 %d us, worst %d us%n",
                micros.get(500), micros.get(990), micros.get(999));
    }
}
