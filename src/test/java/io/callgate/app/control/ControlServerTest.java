package io.callgate.app.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
@SuppressWarnings("try") // A server is there to be reached over its socket, not by its name.
class ControlServerTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    private Path directory;

    @Test
    void a_request_is_answered_and_its_user_is_known() throws IOException {
        try (ControlServer ignored = start((request, user) -> new Reply(3, request.args() + request.input(), user))) {
            Reply reply = ask("a", "", "ü\n");

            assertThat(reply).isEqualTo(new Reply(3, "[a, , ü\n]input", System.getProperty("user.name")));
        }
    }

    @Test
    void only_the_owner_and_the_group_may_use_the_socket() throws IOException {
        try (ControlServer ignored = start((request, user) -> new Reply(0, "", ""))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                    .isEqualTo("rw-rw----");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket().getParent())))
                    .isEqualTo("rwxr-x---");
        }
    }

    @Test
    void nobody_listening_is_not_a_fault() throws IOException {
        assertThat(ControlClient.ask(socket(), new Request("", List.of(), ""))).isEmpty();
        start((request, user) -> new Reply(0, "", "")).close();
        assertThat(ControlClient.ask(socket(), new Request("", List.of(), ""))).isEmpty();
    }

    @Test
    void a_socket_that_somebody_listens_on_is_not_taken_over() throws IOException {
        try (ControlServer ignored = start((request, user) -> new Reply(0, "first", ""))) {
            assertThatThrownBy(() -> start((request, user) -> new Reply(0, "second", "")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another program listens");
            assertThat(ask().out()).isEqualTo("first");
        }
    }

    @Test
    void a_socket_that_was_deleted_comes_back_as_it_was() throws IOException {
        try (ControlServer ignored = start((request, user) -> new Reply(0, "here", ""))) {
            Files.delete(socket());
            await().until(() -> Files.exists(socket()));
            await().until(() -> ask().out().equals("here"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                    .isEqualTo("rw-rw----");
        }
        assertThat(socket()).doesNotExist();
    }

    @Test
    void a_socket_that_died_in_its_place_is_replaced() throws IOException {
        try (ControlServer ignored = start((request, user) -> new Reply(0, "here", ""))) {
            Files.delete(socket());
            try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                other.bind(UnixDomainSocketAddress.of(socket()));
            }
            await().ignoreExceptions().until(() -> ask().out().equals("here"));
        }
    }

    @Test
    void a_socket_that_somebody_else_listens_on_is_left_to_him_until_he_goes() throws IOException {
        try (ControlServer ignored = start((request, user) -> new Reply(0, "here", ""))) {
            Path his = directory.resolve("his");
            try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                other.bind(UnixDomainSocketAddress.of(his));
                Object key =
                        Files.readAttributes(his, BasicFileAttributes.class).fileKey();
                Files.move(his, socket(), StandardCopyOption.REPLACE_EXISTING);
                await().pollDelay(Duration.ofSeconds(3))
                        .until(() -> Files.readAttributes(socket(), BasicFileAttributes.class)
                                .fileKey()
                                .equals(key));
            }
            await().ignoreExceptions().until(() -> ask().out().equals("here"));
        }
    }

    @Test
    void closing_leaves_a_socket_that_somebody_else_made_meanwhile() throws IOException {
        ControlServer first = start((request, user) -> new Reply(0, "first", ""));
        Files.delete(socket());
        try (ControlServer second = start((request, user) -> new Reply(0, "second", ""))) {
            first.close();

            assertThat(ask().out()).isEqualTo("second");
        }
    }

    @Test
    void more_clients_than_places_wait_and_are_all_served() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(8);
        try (ControlServer ignored = start((request, user) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            full.countDown();
            Uninterruptibles.awaitUninterruptibly(full);
            now.decrementAndGet();
            return new Reply(0, "", "");
        })) {
            List<CompletableFuture<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                CompletableFuture<Reply> reply = new CompletableFuture<>();
                replies.add(reply);
                new Thread(() -> complete(reply)).start();
            }
            for (CompletableFuture<Reply> reply : replies)
                assertThat(reply.get().exit()).isZero();
            assertThat(most).hasValue(8);
        }
    }

    private void complete(CompletableFuture<Reply> reply) {
        try {
            reply.complete(ask());
        } catch (IOException e) {
            reply.completeExceptionally(e);
        }
    }

    @Test
    void a_client_that_says_nothing_is_cut_off_and_holds_up_nobody() throws IOException {
        try (ControlServer ignored =
                ControlServer.start(socket(), (request, user) -> new Reply(0, "served", ""), SHORT)) {
            List<SocketChannel> silent = new ArrayList<>();
            for (int i = 0; i < 8; i++) silent.add(connect());

            assertThat(ask().out()).isEqualTo("served");
            for (SocketChannel channel : silent) assertCutOff(channel);
        }
    }

    @Test
    void five_hundred_silent_clients_and_as_many_halves_of_commands_hold_up_nobody() throws IOException {
        List<SocketChannel> silent = new ArrayList<>();
        try (ControlServer ignored = start((request, user) -> new Reply(0, "served", ""))) {
            for (int i = 0; i < 500; i++) {
                silent.add(connect());
                silent.add(sent(0x63670003, 5));
            }
            assertThat(ask().out()).isEqualTo("served");
        } finally {
            for (SocketChannel channel : silent) channel.close();
        }
    }

    @Test
    void clients_that_stop_reading_their_answers_hold_up_nobody() throws IOException {
        String large = "x".repeat(2_000_000);
        List<SocketChannel> deaf = new ArrayList<>();
        try (ControlServer ignored =
                start((request, user) -> new Reply(0, request.args().contains("short") ? "served" : large, ""))) {
            for (int i = 0; i < 100; i++) {
                SocketChannel channel = connect();
                channel.write(ByteBuffer.wrap(bytes(new Request("", List.of(), ""))));
                deaf.add(channel);
            }
            assertThat(ask("short").out()).isEqualTo("served");
            assertThat(ask().out()).hasSize(large.length());
            for (SocketChannel channel : deaf) channel.close();
        }
    }

    @Test
    void more_commands_than_may_wait_are_refused_in_words() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        try (ControlServer ignored = start((request, user) -> {
            Uninterruptibles.awaitUninterruptibly(free);
            return new Reply(0, "served", "");
        })) {
            for (int i = 0; i < 8 + 200 + 12; i++) {
                CompletableFuture<Reply> reply = new CompletableFuture<>();
                replies.add(reply);
                new Thread(() -> complete(reply)).start();
            }
            await().until(() ->
                    replies.stream().filter(CompletableFuture::isDone).count() == 12);
            for (CompletableFuture<Reply> reply : replies)
                if (reply.isDone())
                    assertThat(reply.get())
                            .isEqualTo(new Reply(
                                    1,
                                    "",
                                    "callgate: 200 commands wait to be carried out already; try again in a moment\n"));
            free.countDown();
            int served = 0;
            for (CompletableFuture<Reply> reply : replies) if (reply.get().out().equals("served")) served++;
            assertThat(served).isEqualTo(208);
        }
    }

    @Test
    void a_client_that_does_not_hear_its_answer_is_cut_off() throws IOException {
        String large = "x".repeat(10_000_000);
        try (ControlServer ignored = ControlServer.start(socket(), (request, user) -> new Reply(0, large, ""), SHORT)) {
            List<SocketChannel> deaf = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = connect();
                channel.write(ByteBuffer.wrap(bytes(new Request("", List.of(), ""))));
                deaf.add(channel);
            }

            assertThat(ask().out()).hasSize(large.length());
            for (SocketChannel channel : deaf) channel.close();
        }
    }

    @Test
    void a_request_that_is_too_large_or_no_request_is_cut_off() throws IOException {
        try (ControlServer ignored = start((request, user) -> new Reply(0, "served", ""))) {
            assertCutOff(sent(0x63670001, Integer.MAX_VALUE));
            assertCutOff(sent(0x63670001, -1));
            assertCutOff(sent(0x63670001, 1, Wire.MAX_TEXT + 1));
            assertCutOff(sent(0x63670001, 1, -1));
            assertCutOff(sent(0x63670002, 0, 0));
            assertCutOff(sent(0x47455420));

            assertThat(ask().out()).isEqualTo("served");
        }
    }

    @Test
    void a_request_of_the_largest_size_is_served() throws IOException {
        List<String> args = Collections.nCopies(Wire.MAX_ARGS, "x".repeat(Wire.MAX_TEXT));
        try (ControlServer ignored =
                start((request, user) -> new Reply(0, "" + request.args().size(), ""))) {
            assertThat(ControlClient.ask(socket(), new Request("", args, ""))
                            .orElseThrow()
                            .out())
                    .isEqualTo("" + Wire.MAX_ARGS);
        }
    }

    @Test
    void noise_is_cut_off() throws IOException {
        Random random = new Random(7);
        try (ControlServer ignored =
                ControlServer.start(socket(), (request, user) -> new Reply(0, "served", ""), SHORT)) {
            for (int i = 0; i < 20; i++) {
                byte[] noise = new byte[random.nextInt(100)];
                random.nextBytes(noise);
                try (SocketChannel channel = connect()) {
                    channel.write(ByteBuffer.wrap(noise));
                }
            }

            assertThat(ask().out()).isEqualTo("served");
        }
    }

    @Test
    void a_command_that_breaks_is_answered_and_the_next_is_served() throws IOException {
        try (ControlServer ignored = start((request, user) -> {
            if (request.args().contains("break")) throw new IllegalStateException("a bug of the test");
            return new Reply(0, "served", "");
        })) {
            assertThat(ask("break")).isEqualTo(new Reply(1, "", "callgate: the command broke; the log says more\n"));
            assertThat(ask().out()).isEqualTo("served");
        }
    }

    @Test
    void a_server_that_cuts_off_is_a_fault_that_names_the_socket() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Files.createDirectories(socket().getParent());
            server.bind(UnixDomainSocketAddress.of(socket()));
            Thread cutter = new Thread(() -> {
                try {
                    server.accept().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            cutter.start();

            assertThatThrownBy(() -> ask("x"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot ask the callgate that listens on " + socket());
        }
    }

    @Test
    void a_command_that_is_too_long_is_refused_with_its_length() throws IOException {
        try (ControlServer ignored = start((request, user) -> new Reply(0, "", ""))) {
            assertThatThrownBy(() -> ask("x".repeat(100_000)))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("100000 bytes in one argument are too many: at most 16384");
        }
    }

    @Test
    void what_is_sent_is_what_is_received() throws IOException {
        Request request = new Request("", List.of("account", "add", "ü\u0000\n"), "271828\n");

        assertThat(Wire.receiveRequest(new ByteArrayInputStream(bytes(request))))
                .isEqualTo(request);
        assertThat(request.toString()).doesNotContain("271828");
    }

    private ControlServer start(ControlServer.Handler handler) throws IOException {
        return ControlServer.start(socket(), handler);
    }

    private Path socket() {
        return directory.resolve("run").resolve("c.sock");
    }

    private Reply ask(String... args) throws IOException {
        return ControlClient.ask(socket(), new Request("", List.of(args), "input"))
                .orElseThrow();
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    }

    private SocketChannel sent(int... numbers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (int number : numbers) out.writeInt(number);
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket()));
        channel.write(ByteBuffer.wrap(bytes.toByteArray()));
        return channel;
    }

    private static byte[] bytes(Request request) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Wire.send(bytes, request);
        return bytes.toByteArray();
    }

    /** Nothing comes, and the end does. */
    private static void assertCutOff(SocketChannel channel) throws IOException {
        try (channel) {
            assertThat(channel.read(ByteBuffer.allocate(100))).isEqualTo(-1);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("Connection reset");
        }
    }
}
