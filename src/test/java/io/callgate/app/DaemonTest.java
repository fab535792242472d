package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.app.Box.Result;
import io.callgate.app.box.DaemonLock;
import io.callgate.core.Refusal;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.gate.port.FirewallException;
import io.callgate.gate.port.StoreException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What starts, what does not, and what the commands do while nothing runs. */
class DaemonTest {

    @TempDir
    private Path directory;

    private Box box;

    @BeforeEach
    void prepare() throws IOException {
        box = new Box(directory);
    }

    @AfterEach
    void close() {
        box.close();
    }

    @Test
    void it_refuses_to_start_on_an_old_schema_and_says_what_to_do() throws IOException {
        box.close();
        Files.write(directory.resolve("book.db"), new byte[0]);

        assertThatThrownBy(box::serve).isInstanceOf(StoreException.class).hasMessageContaining("run callgate migrate");
        assertThat(box.run("migrate").out()).contains("it went up 6 versions\n");
        box.serve().close();
        assertThat(box.run("migrate").out()).contains("is up to date");
    }

    @Test
    void looking_for_a_book_that_is_not_there_makes_nothing() throws IOException {
        Path missing = directory.resolve("none");
        Files.writeString(
                box.configFile,
                "database.url = \"jdbc:sqlite:" + missing.resolve("book.db") + "\"\n" + "control.socket = \""
                        + box.socket() + "\"\n");

        assertThat(box.run("status").err())
                .isEqualTo("callgate: there is no book at jdbc:sqlite:" + missing + "/book.db: run callgate migrate\n");
        assertThat(missing).doesNotExist();
    }

    @Test
    void a_book_on_a_server_is_locked_beside_the_control_socket() throws IOException {
        Files.writeString(
                box.configFile,
                "database.url = \"jdbc:mariadb://localhost/callgate\"\n" + "control.socket = \"" + box.socket()
                        + "\"\n");

        Daemon daemon = box.serve();
        assertThat(box.run("serve").err()).contains(") holds " + box.socket() + ".lock");
        daemon.close();

        assertThat(box.socket().getParent()).isDirectory();
        assertThat(box.run("list").exit()).isZero();
    }

    @Test
    void it_refuses_to_start_without_nftables() {
        box.nftablesIsMissing = true;

        assertThatThrownBy(box::serve)
                .isInstanceOf(FirewallException.class)
                .hasMessageContaining("install libnftables1");
        assertNothingIsLeft();
    }

    @Test
    void it_refuses_to_start_when_the_kernel_refuses_the_rules() {
        box.firewall.breakDown("nftables does not answer: the test broke it");

        assertThatThrownBy(box::serve).isInstanceOf(FirewallException.class);
        box.firewall.repair();
        assertNothingIsLeft();
    }

    @Test
    void only_calls_do_not_work_when_their_port_is_taken() {
        box.portIsTaken = true;
        box.serve();

        assertThat(box.run("status").out()).contains("NOBODY CAN CALL: the user nobody has the port");
        assertThat(box.run("status", "--json").out()).contains("\"calls_fault\":\"the user nobody has the port\"");
    }

    @Test
    void what_keeps_it_from_starting_is_one_line() throws IOException {
        Files.createDirectories(box.socket().getParent());
        Files.writeString(box.socket(), "precious");

        Result result = box.run("serve");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("callgate: " + box.socket() + " is in the way: it is not a socket\n");
    }

    @Test
    void it_refuses_to_start_when_a_file_is_where_its_socket_belongs() throws IOException {
        Files.createDirectories(box.socket().getParent());
        Files.writeString(box.socket(), "precious");

        assertThatThrownBy(box::serve).hasMessageContaining("is in the way: it is not a socket");
        assertThat(box.socket()).hasContent("precious");
    }

    @Test
    void only_one_runs_at_a_time() {
        Daemon daemon = box.serve();

        assertThatThrownBy(box::serve)
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(
                        "another callgate (process " + ProcessHandle.current().pid() + ") holds ");
        daemon.close();
        box.serve().close();
    }

    @Test
    void without_it_a_command_works_on_the_book_itself_and_the_kernel_follows() {
        Result added = box.run("account", "add", "1001", "--name", "Jane", "--email", "jane@example.org");

        assertThat(added.err()).isEmpty();
        assertThat(added.exit()).isZero();
        Optional<Account> jane = box.store.read(book -> book.account(new AccountNumber("1001")));
        assertThat(jane).isPresent();
        assertThat(box.store.read(book -> book.events(1)).get(0).actor())
                .isEqualTo("cli " + System.getProperty("user.name"));
        assertThat(box.firewall.convergences()).isPositive();
        assertNothingIsLeft();
    }

    @Test
    void without_it_who_only_looks_does_not_touch_the_kernel() {
        assertThat(box.run("list").exit()).isZero();
        assertThat(box.run("status").out())
                .contains("not running: nobody answers calls", "not watched", "mode      enforce");
        assertThat(box.run("status", "--json").out()).contains("\"running\":false,\"since\":null");
        assertThat(box.run("why", "203.0.113.7").out()).contains("is dropped");
        assertThat(box.run("firewall", "show").exit()).isZero();

        assertThat(box.firewall.convergences()).isZero();
    }

    @Test
    void without_it_the_firewall_can_be_restored_and_opened() {
        assertThat(box.run("firewall", "restore").exit()).isZero();
        assertThat(box.run("firewall", "observe").exit()).isZero();

        assertThat(box.firewall.mode()).isEqualTo(Mode.OBSERVE);
    }

    @Test
    void a_socket_that_nobody_listens_on_stops_neither_commands_nor_a_new_daemon() throws IOException {
        Files.createDirectories(box.socket().getParent());
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(box.socket()));
        }
        assertThat(box.socket()).exists();

        assertThat(box.run("list").exit()).isZero();
        Daemon daemon = box.serve();
        assertThat(box.run("status").out()).contains("up ");
        daemon.close();
    }

    @Test
    void secrets_that_others_may_read_are_refused() throws IOException {
        Files.writeString(directory.resolve("secrets"), "database.password=x\n");

        Result result = box.run("list");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("chmod 600");
    }

    @Test
    void whom_it_asks_for_names_is_never_banned() throws IOException {
        Files.writeString(box.configFile, "\n[names]\nservers = [\"203.0.113.53\"]\n", StandardOpenOption.APPEND);

        assertThat(box.run("ban", "203.0.113.53").err())
                .isEqualTo("callgate: 203.0.113.53 is never banned: it touches the name server 203.0.113.53, which this"
                        + " box asks\n");
        assertThat(box.run("ban", "203.0.113.54").exit()).isZero();
    }

    private void assertNothingIsLeft() {
        assertThat(box.socket()).doesNotExist();
        assertThat(DaemonLock.tryTake(directory.resolve("book.db.lock")).map(lock -> {
                    lock.close();
                    return "free";
                }))
                .isEqualTo(Optional.of("free"));
    }
}
