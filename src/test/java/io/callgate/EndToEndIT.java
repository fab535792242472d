package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.callgate.testing.AgiWitness;
import io.callgate.testing.Asterisk;
import io.callgate.testing.Callgate;
import io.callgate.testing.Commands;
import io.callgate.testing.Namespace;
import io.callgate.testing.RealTime;
import io.callgate.testing.Seed;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job on real parts: a SIP call into a real Asterisk, keys in RTP, a row in the book, an element in nftables, a packet
 * that was dropped before and passes now, and a mail.
 */
@RealTime
class EndToEndIT {

    private static final String PHONE = "203.0.113.7";
    private static final String CONFIG = """
            [firewall]
            mode = "enforce"
            [agi]
            listen = "127.0.0.1:4573"
            [policy]
            allow = ["198.18.0.0/15"]
            [mail]
            smtp = "smtp://127.0.0.1:2525"
            from = "callgate@pbx.example"
            admins = ["admin@pbx.example"]
            """;

    @TempDir
    Path folder;

    private Path token;
    private Namespace pbx;
    private Namespace outside;
    private GreenMail mail;
    private Callgate callgate;

    @BeforeEach
    void open() throws IOException {
        Namespace.assumeAvailable("nft", "python3", "setsid", "chroot");
        pbx = Namespace.create("pbx");
        outside = Namespace.create("out");
        pbx.connect(outside);
        pbx.addresses("192.0.2.1/24").ip("route", "add", "203.0.113.0/24", "dev", "veth0");
        outside.addresses(PHONE + "/24").ip("route", "add", "192.0.2.0/24", "dev", "veth0");
        mail = new GreenMail(new ServerSetup(2525, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        pbx.call(() -> {
            mail.start();
            return null;
        });
        token = Files.writeString(
                folder.resolve("callgate_token.conf"),
                " same => n,Set(CALLGATE_TOKEN=0f1e2d3c4b5a69788796a5b4c3d2e1f0)\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));
        callgate = new Callgate(pbx, folder, CONFIG);
        callgate.run("migrate").orFail();
        // A hundred PINs are a hundred times slow by design: less than the whole machine is too little while others
        // have it.
        callgate.startBy("nice", "-n", "-10");
    }

    @AfterEach
    void close() {
        if (callgate != null) callgate.close();
        if (mail != null) mail.stop();
        if (outside != null) outside.close();
        if (pbx != null) pbx.close();
    }

    private String addAccount(String number, String email) {
        String output = callgate.run("account", "add", number, "--name", "Ann", "--email", email)
                .orFail()
                .output();
        Matcher pin = Pattern.compile("\\b[0-9]{6}\\b").matcher(output);
        assertThat(pin.find()).as(output).isTrue();
        return pin.group();
    }

    private boolean kernelHas(String address) {
        return pbx.run("nft", "list", "set", "inet", "callgate", "allow4_sip").contains(address);
    }

    private List<String> subjectsTo(String recipient) throws Exception {
        List<String> subjects = new ArrayList<>();
        for (MimeMessage message : mail.getReceivedMessages())
            if (Arrays.toString(message.getAllRecipients()).contains(recipient)) subjects.add(message.getSubject());
        return subjects;
    }

    @Test
    void a_telephone_call_lets_a_phone_in() throws Exception {
        String pin = addAccount("1001", "ann@example.org");
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        AgiWitness witness = pbx.call(() -> new AgiWitness(4574, 4573, command -> {
            if (command.contains("callgate/confirm-address")) order.add("asked, kernel has it: " + kernelHas(PHONE));
            if (command.contains("callgate/is-allowed")) order.add("told, kernel has it: " + kernelHas(PHONE));
        }));
        try (witness;
                Asterisk asterisk = Asterisk.start(pbx, "192.0.2.1", "agi=127.0.0.1:4574", "token=" + token)) {
            assertThat(asterisk.register(outside, PHONE)).as("before the call").isFalse();

            // He listens to the questions of the address: a pause lets each prompt be heard to its end.
            asterisk.call(
                            List.of("1001#" + pin + "#203*0*113*7#,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,1"),
                            "--caller",
                            "15551234",
                            "--wait",
                            "110000")
                    .orFail();

            assertThat(order)
                    .as(() -> String.join("\n", asterisk.log()))
                    .containsExactly("asked, kernel has it: false", "told, kernel has it: true");
            assertThat(asterisk.register(outside, PHONE)).as("after the call").isTrue();
            assertThat(callgate.run("phone", "--keys", "1001#" + pin + "#*").output())
                    .as("a telephone of this box knows the token, too")
                    .contains("status: ");
            Commands.Result stranger = Commands.run(pbx.process("bash", "-c", """
                    exec 3<>/dev/tcp/127.0.0.1/4573 || exit 7
                    printf 'agi_network_script: whitelist\\nagi_request: agi://x/whitelist\\n\\n' >&3
                    cat <&3"""), 60);
            assertThat(stranger.output()).as("without it nothing is said").isEmpty();
            assertThat(asterisk.log())
                    .anyMatch(line -> line.contains("callgate: status GRANTED, address " + PHONE + ", AGI SUCCESS"));
        }
        String told = "1001 may now connect from " + PHONE;
        await().untilAsserted(() -> {
            assertThat(subjectsTo("ann@example.org")).anyMatch(s -> s.endsWith(told));
            assertThat(subjectsTo("admin@pbx.example")).anyMatch(s -> s.endsWith(told));
        });
        assertThat(callgate.run("why", PHONE).orFail().output())
                .contains("1001")
                .contains("phone");
        assertThat(callgate.logged()).doesNotContain("\tat ").doesNotContain("Exception");
    }

    @Test
    void a_hundred_calls_at_once_are_a_hundred_grants_and_nothing_is_lost() {
        int calls = 100;
        List<String> keys = new ArrayList<>();
        try (Seed seed = new Seed(callgate.databaseUrl())) {
            for (int i = 0; i < calls; i++) {
                String number = Integer.toString(2000 + i);
                String pin = seed.account(number, "user" + number + "@example.org");
                keys.add(number + "#,," + pin + "#,203*0*113*" + (100 + i) + "#,,,1");
            }
        }
        try (Asterisk asterisk = Asterisk.start(pbx, "192.0.2.1", "max-calls=100", "token=" + token)) {
            asterisk.call(keys, "--caller", "1555010[call_number]", "--start", "3000", "--wait", "100000")
                    .orFail();
            assertThat(asterisk.log().stream().filter(l -> l.contains("app_verbose.c: callgate: status")))
                    .allMatch(l -> l.contains("status GRANTED"))
                    .hasSize(calls);
            for (int i = 0; i < calls; i++)
                assertThat(kernelHas("203.0.113." + (100 + i))).isTrue();
        }
        await().untilAsserted(() -> {
            assertThat(subjectsTo("@example.org").stream().filter(s -> s.contains("may now connect")))
                    .hasSize(calls)
                    .doesNotHaveDuplicates();
            assertThat(subjectsTo("admin@pbx.example").stream().filter(s -> s.contains("may now connect")))
                    .hasSize(calls)
                    .doesNotHaveDuplicates();
        });
    }
}
