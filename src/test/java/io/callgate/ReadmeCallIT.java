package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.testing.Callgate;
import io.callgate.testing.Commands;
import io.callgate.testing.MariaDb;
import io.callgate.testing.Namespace;
import io.callgate.testing.Relay;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first call, in its order, with the packaged program: no Asterisk, on SQLite and on MariaDB. */
class ReadmeCallIT {

    private static final String ENFORCE = "[firewall]\nmode = \"enforce\"\n";

    @TempDir
    Path folder;

    private Namespace pbx;

    @BeforeEach
    void open() {
        Namespace.assumeAvailable("nft");
        pbx = Namespace.create("pbx");
    }

    @AfterEach
    void close() {
        if (pbx != null) pbx.close();
    }

    @Test
    void on_sqlite() {
        try (Callgate callgate = new Callgate(pbx, folder, ENFORCE)) {
            theFirstCall(callgate);
        }
    }

    @Test
    @SuppressWarnings("try") // the relay only has to be there
    void on_mariadb() {
        String url = MariaDb.server().newDatabase();
        int port = URI.create(url.substring("jdbc:".length())).getPort();
        try (Relay relay = new Relay(pbx, port);
                Callgate callgate = new Callgate(pbx, folder, "[database]\nurl = \"" + url + "\"\n" + ENFORCE)) {
            theFirstCall(callgate);
        }
    }

    private void theFirstCall(Callgate callgate) {
        callgate.run("migrate").orFail();
        callgate.start();
        String pin = pin(callgate.run("account", "add", "1001", "--name", "Ann", "--email", "ann@example.com"));

        Commands.Result call = callgate.run("phone", "--keys", "1001#" + pin + "#203*0*113*7#1");
        assertThat(call.orFail().output()).contains("is allowed.").contains("status: GRANTED, address 203.0.113.7");
        assertThat(kernel()).contains("203.0.113.7");

        assertThat(callgate.run("why", "203.0.113.7").orFail().output())
                .contains("1001 (Ann)")
                .contains("phone");
        assertThat(callgate.run("list", "grants").orFail().output()).contains("203.0.113.7");
        assertThat(callgate.run("status").orFail().output())
                .contains("mail.smtp is not set")
                .contains("2 waiting");

        assertThat(callgate.run("phone", "--keys", "1001#" + pin + "#203000113007#1")
                        .orFail()
                        .output())
                .contains("status: UNCHANGED");
        assertThat(callgate.run("phone", "--keys", "1001#" + pin + "#203*0*113*8#1")
                        .orFail()
                        .output())
                .contains("status: GRANTED, address 203.0.113.8");
        assertThat(kernel()).contains("203.0.113.8").doesNotContain("203.0.113.7");

        assertThat(callgate.run("phone", "--keys", "1001#000001#")).satisfies(wrong -> {
            assertThat(wrong.exit()).isEqualTo(1);
            assertThat(wrong.output()).contains("That account number or PIN is not right.");
        });
        assertThat(callgate.run("phone", "--keys", "1001#" + pin + "#31")
                        .orFail()
                        .output())
                .contains("status: REMOVED");
        assertThat(kernel()).doesNotContain("203.0.113.8");
        assertThat(callgate.run("why", "203.0.113.8").output()).contains("nothing lets 203.0.113.8 in");
    }

    @Test
    void keys_come_by_standard_input() {
        try (Callgate callgate = new Callgate(pbx, folder, ENFORCE)) {
            callgate.run("migrate").orFail();
            callgate.start();
            String pin = pin(callgate.run("account", "add", "1001", "--name", "Ann", "--email", "ann@example.com"));
            String typed = "printf '%s' \"$0\" | target/callgate/bin/callgate --config \"$1\" phone --keys -";
            String config = folder.resolve("callgate.toml").toString();

            String said = pbx.run("sh", "-c", typed, "1001#" + pin + "#203*0*113*7#1", config);

            assertThat(said).contains("status: GRANTED, address 203.0.113.7");
        }
    }

    private static String pin(Commands.Result added) {
        Matcher pin =
                Pattern.compile("PIN: ([0-9]{6})\\b").matcher(added.orFail().output());
        assertThat(pin.find()).isTrue();
        return pin.group(1);
    }

    private String kernel() {
        return pbx.run("nft", "list", "set", "inet", "callgate", "allow4_sip");
    }
}
