package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.callgate.agi.GivenKeys;
import io.callgate.agi.TerminalPhone;
import io.callgate.agi.call.Prompts;
import io.callgate.testing.Callgate;
import io.callgate.testing.Namespace;
import io.callgate.testing.Seed;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at random moments over 200 calls: afterwards book, kernel and mails agree, and all that was told is there. */
class KillIT {

    private static final int CALLS = 200;
    private static final int CALLERS = 10;
    private static final int KILLS = 8;

    @TempDir
    Path folder;

    private Namespace pbx;
    private GreenMail mail;
    private Callgate callgate;

    @BeforeEach
    void open() {
        Namespace.assumeAvailable("nft");
        pbx = Namespace.create("pbx");
        mail = new GreenMail(new ServerSetup(2525, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        pbx.call(() -> {
            mail.start();
            return null;
        });
        callgate = new Callgate(pbx, folder, """
                [firewall]
                mode = "enforce"
                [mail]
                smtp = "smtp://127.0.0.1:2525"
                from = "callgate@pbx.example"
                admins = ["admin@pbx.example"]
                """);
        callgate.run("migrate").orFail();
    }

    @AfterEach
    void close() {
        if (callgate != null) callgate.close();
        if (mail != null) mail.stop();
        if (pbx != null) pbx.close();
    }

    private static String address(int i) {
        return "203.0.113." + (i + 1);
    }

    @Test
    void nothing_that_was_told_is_lost_and_book_kernel_and_mails_agree() throws Exception {
        Map<String, String> pins = new TreeMap<>();
        try (Seed seed = new Seed(callgate.databaseUrl())) {
            for (int i = 0; i < CALLS; i++) {
                String number = Integer.toString(3000 + i);
                pins.put(number, seed.account(number, "u" + number + "@example.org"));
            }
        }
        callgate.start();
        Map<String, String> told = new ConcurrentSkipListMap<>();
        BlockingQueue<Integer> calls = new LinkedBlockingQueue<>();
        for (int i = 0; i < CALLS; i++) calls.add(i);
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) callers.add(pbx.start("caller " + i, () -> callAll(calls, pins, told)));

        Random random = new Random(9);
        for (int i = 0; i < KILLS; i++) {
            TimeUnit.MILLISECONDS.sleep(
                    100 + random.nextInt(1_500)); // the random moment itself, not a wait for something
            callgate.kill();
            callgate.start();
        }
        for (CompletableFuture<Void> caller : callers) caller.get(10, TimeUnit.MINUTES);
        callgate.kill();
        callgate.start();

        Map<String, String> book = book();
        assertThat(told).as("told aloud").hasSizeGreaterThan(CALLS / 4);
        assertThat(book).as("the book has all that was told").containsAllEntriesOf(told);
        assertThat(kernel()).as("the kernel has what the book has").isEqualTo(new TreeSet<>(book.values()));
        Map<String, Integer> expected = new TreeMap<>();
        book.forEach((owner, address) -> expected.put("u" + owner + "@example.org " + address, 1));
        assertThat(mailsInBook()).as("one mail a grant in the book").isEqualTo(expected);
        await().atMost(Duration.ofMinutes(10))
                .untilAsserted(() -> assertThat(delivered().keySet())
                        .as("every mail arrived")
                        .isEqualTo(expected.keySet()));
        long twice = delivered().values().stream().filter(n -> n > 1).count();
        assertThat(twice).as("sent twice: at most those in delivery at a kill").isLessThanOrEqualTo(KILLS + 1);
    }

    /** Each account calls once; a connection that was never made is no call. */
    private Void callAll(BlockingQueue<Integer> calls, Map<String, String> pins, Map<String, String> told)
            throws Exception {
        for (Integer i = calls.poll(); i != null; i = calls.poll()) {
            String number = Integer.toString(3000 + i);
            String keys = number + "#" + pins.get(number) + "#" + address(i).replace('.', '*') + "#1";
            List<String> words = Collections.synchronizedList(new ArrayList<>());
            TerminalPhone phone = new TerminalPhone(
                    new InetSocketAddress("127.0.0.1", 4573),
                    number,
                    Prompts.of("en"),
                    new GivenKeys(keys),
                    words::add);
            try {
                phone.call();
            } catch (ConnectException e) {
                calls.add(i);
                TimeUnit.MILLISECONDS.sleep(50); // as a caller who dials again
            } catch (IOException e) {
                // Killed within the call; what was told until then counts.
                assertThat(e).isNotNull();
            }
            if (words.contains("is allowed.")) told.put(number, address(i));
        }
        return null;
    }

    private Map<String, String> book() throws Exception {
        Map<String, String> grants = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(callgate.databaseUrl());
                ResultSet rows =
                        connection.createStatement().executeQuery("SELECT owner, address FROM allowed_address")) {
            while (rows.next())
                assertThat(grants.put(rows.getString(1), rows.getString(2))).isNull();
        }
        return grants;
    }

    private TreeSet<String> kernel() {
        TreeSet<String> addresses = new TreeSet<>();
        Matcher found = Pattern.compile("203\\.0\\.113\\.[0-9]+")
                .matcher(pbx.run("nft", "list", "set", "inet", "callgate", "allow4_sip"));
        while (found.find()) addresses.add(found.group());
        return addresses;
    }

    private Map<String, Integer> mailsInBook() throws Exception {
        Map<String, Integer> mails = new TreeMap<>();
        String sql =
                "SELECT recipient, subject FROM outbox WHERE recipient LIKE 'u%' AND subject LIKE '%may now connect%'";
        try (Connection connection = DriverManager.getConnection(callgate.databaseUrl());
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) mails.merge(rows.getString(1) + " " + lastWord(rows.getString(2)), 1, Integer::sum);
        }
        return mails;
    }

    private Map<String, Integer> delivered() throws Exception {
        Map<String, Integer> mails = new TreeMap<>();
        for (MimeMessage message : mail.getReceivedMessages()) {
            String to = message.getAllRecipients()[0].toString();
            if (to.startsWith("u") && message.getSubject().contains("may now connect"))
                mails.merge(to + " " + lastWord(message.getSubject()), 1, Integer::sum);
        }
        return mails;
    }

    private static String lastWord(String text) {
        return text.substring(text.lastIndexOf(' ') + 1);
    }
}
