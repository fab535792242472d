package io.callgate.store.table;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Owner;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.knock.KnockSequence;
import io.callgate.core.knock.OneTime;
import io.callgate.store.connection.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads and writes what owners knock with, and where accounts are rung for. */
public record KnockTable(Session session) {

    private static final String KEY = "owner, mode, ports, secret, knocks, next_number, created_at FROM knock";
    private static final String FIXED = "fixed";
    private static final String ONCE = "once";

    public List<KnockKey> keys() {
        return session.list("read the knocks", KnockTable::key, "SELECT " + KEY + " ORDER BY owner");
    }

    public Optional<KnockKey> key(Owner owner) {
        return session.first("read a knock", KnockTable::key, "SELECT " + KEY + " WHERE owner = ?", owner.name());
    }

    private static KnockKey key(ResultSet row) throws SQLException {
        Owner owner = new Owner(row.getString(1));
        String mode = row.getString(2);
        if (mode.equals(FIXED))
            return new KnockKey.Fixed(owner, KnockSequence.parse(row.getString(3)), Rows.time(row, 7));
        if (!mode.equals(ONCE))
            throw new IllegalArgumentException("\"" + mode + "\" is no mode of a knock: " + FIXED + " or " + ONCE);
        return new KnockKey.Once(
                owner, new OneTime(row.getString(4)), row.getInt(5), row.getLong(6), Rows.time(row, 7));
    }

    public void put(KnockKey key) {
        delete(key.owner());
        boolean fixed = key instanceof KnockKey.Fixed;
        new NewRow("knock")
                .with("owner", key.owner().name())
                .with("mode", fixed ? FIXED : ONCE)
                .with(
                        "ports",
                        key instanceof KnockKey.Fixed one ? one.sequence().text() : "")
                .with(
                        "secret",
                        key instanceof KnockKey.Once many ? many.secret().secretHex() : "")
                .with("knocks", key.length())
                .with("next_number", key instanceof KnockKey.Once many ? many.next() : 0L)
                .with("created_at", key.createdAt())
                .insert(session, "write a knock");
    }

    public void delete(Owner owner) {
        session.update("delete a knock", "DELETE FROM knock WHERE owner = ?", owner.name());
    }

    public Map<AccountNumber, Integer> doorbells() {
        Map<AccountNumber, Integer> ports = new TreeMap<>(java.util.Comparator.comparing(AccountNumber::digits));
        session.each(
                "read the doorbells",
                row -> ports.put(new AccountNumber(row.getString(1)), port(row.getInt(2))),
                "SELECT number, doorbell FROM account WHERE doorbell IS NOT NULL ORDER BY number");
        return ports;
    }

    private static int port(int port) {
        if (port < 1 || port > 65535) throw new IllegalArgumentException("the doorbell " + port + " is not a port");
        return port;
    }

    public void putDoorbell(AccountNumber number, int port) {
        session.update(
                "give an account its doorbell",
                "UPDATE account SET doorbell = ? WHERE number = ?",
                port,
                number.digits());
    }
}
