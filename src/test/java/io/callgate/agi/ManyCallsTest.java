package io.callgate.agi;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.agi.call.CallScript;
import io.callgate.agi.call.Prompts;
import io.callgate.gate.act.Logins;
import io.callgate.gate.port.Doorbell;
import io.callgate.testing.Box;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand calls at once: each is served, or refused aloud; none hangs, and none reads another's status. */
class ManyCallsTest {

    private static final int CALLS = 1_000;

    @TempDir
    Path folder;

    private Box box;
    private Logins logins;
    private ExecutorService callers;

    @BeforeEach
    void open() {
        box = new Box(folder);
        for (int i = 0; i < CALLS; i++) box.account(Integer.toString(1000 + i), pin(i));
        logins = new Logins(box.gate, 2);
        callers = Executors.newFixedThreadPool(CALLS);
    }

    @AfterEach
    void close() {
        callers.shutdownNow();
        logins.close();
        box.close();
    }

    private static String pin(int i) {
        return Integer.toString(300_000 + 7 * i);
    }

    private static String address(int i) {
        return "203.0." + (i / 250 + 1) + "." + (i % 250 + 1);
    }

    private List<Map<String, String>> callAllAtOnce(int port) throws Exception {
        CountDownLatch ready = new CountDownLatch(CALLS);
        List<Future<Map<String, String>>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            String keys = (1000 + i) + "#" + pin(i) + "#" + address(i).replace('.', '*') + "#1";
            TerminalPhone phone = new TerminalPhone(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    "+1" + (5_550_000 + i),
                    Prompts.of("en"),
                    new GivenKeys(keys),
                    words -> {});
            Callable<Map<String, String>> call = () -> {
                ready.countDown();
                ready.await();
                return phone.call();
            };
            calls.add(callers.submit(call));
        }
        List<Map<String, String>> variables = new ArrayList<>();
        for (Future<Map<String, String>> call : calls) variables.add(call.get(120, TimeUnit.SECONDS));
        return variables;
    }

    private CallServer serve(int maxCalls) throws Exception {
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new CallServer(loopback, maxCalls, new CallScript(box.gate, logins, Doorbell.SILENT));
    }

    @Test
    void with_a_line_for_each_all_are_granted_what_they_keyed() throws Exception {
        try (CallServer server = serve(CALLS)) {
            List<Map<String, String>> heard = callAllAtOnce(server.port());
            for (int i = 0; i < CALLS; i++)
                assertThat(heard.get(i))
                        .containsEntry("CALLGATE_STATUS", "GRANTED")
                        .containsEntry("CALLGATE_ADDRESS", address(i));
        }
        assertThat(box.grants()).hasSize(CALLS);
        assertThat(box.mails())
                .filteredOn(m -> m.message().subject().contains("may now connect"))
                .hasSize(2 * CALLS);
    }

    @Test
    void with_a_hundred_lines_the_others_are_refused_aloud() throws Exception {
        try (CallServer server = serve(100)) {
            Map<String, Long> byStatus = callAllAtOnce(server.port()).stream()
                    .collect(Collectors.groupingBy(
                            v -> v.getOrDefault("CALLGATE_STATUS", "(unset)"), Collectors.counting()));
            assertThat(byStatus.keySet()).isSubsetOf("GRANTED", "ERROR");
            assertThat(byStatus.get("GRANTED")).isGreaterThanOrEqualTo(100);
            assertThat(box.grants()).hasSize(byStatus.get("GRANTED").intValue());
        }
    }
}
