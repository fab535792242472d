package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableList;
import io.callgate.app.config.Door;
import io.callgate.core.notice.Channel;
import io.callgate.core.notice.Message;
import io.callgate.core.notice.Notice;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.gate.Gate;
import io.callgate.gate.outbox.Carrier;
import io.callgate.gate.outbox.DeliveryFailure;
import io.callgate.gate.outbox.Outbox;
import io.callgate.kit.Part;
import io.callgate.kit.Status;
import io.callgate.toml.Toml;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a line of the list of doors comes to: its table, its part, and by which channel it tells. */
class DoorTest {

    @TempDir
    Path directory;

    private final List<String> paged = new CopyOnWriteArrayList<>();
    private volatile boolean isDead;
    private Box box;

    /** A door that tells. Without a number it tells nobody, and while it is off what it would tell waits. */
    private record PagerConfig(Optional<String> number, boolean on) {
        static PagerConfig read(Toml toml) {
            return new PagerConfig(
                    toml.find("pager", "number").map(v -> v.as(text -> text)),
                    toml.find("pager", "on")
                            .map(v -> v.as(text -> text.equals("yes")))
                            .orElse(true));
        }
    }

    private record PagerChannel(String number) implements Channel {
        @Override
        public String name() {
            return "page";
        }

        @Override
        public List<Message> render(Notice notice) {
            return List.of(new Message(number, "", notice.headline()));
        }
    }

    private final class Pager implements Carrier {
        @Override
        public void send(OutboxMessage message) throws DeliveryFailure {
            if (isDead) throw new DeliveryFailure(DeliveryFailure.Kind.SERVER, "nobody answers");
            paged.add(message.message().to() + ": " + message.message().body());
        }

        @Override
        public void hangUp() {
            // There is no line.
        }
    }

    /** A door that only is there. */
    private record LampConfig(String color) {
        static LampConfig read(Toml toml) {
            return new LampConfig(
                    toml.find("lamp", "color").map(v -> v.as(text -> text)).orElse("red"));
        }
    }

    private record Lamp(LampConfig config) implements Part {
        static Lamp open(LampConfig config, Gate gate) {
            return new Lamp(config);
        }

        @Override
        public Status status() {
            return Status.of("lamp").line("lamp", config.color).build();
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }

    @BeforeEach
    void prepare() {
        box = new Box(directory);
        box.doors = ImmutableList.of(
                Door.of(LampConfig::read, Lamp::open),
                new Door<>(
                        PagerConfig::read,
                        config -> config.number.map(PagerChannel::new),
                        (config, gate) -> Optional.of(config)
                                .filter(PagerConfig::on)
                                .map(on -> new Outbox(gate, "page", new Pager()).start())));
    }

    @AfterEach
    void close() {
        box.close();
    }

    @Test
    void its_table_is_read_with_the_others_and_an_unknown_key_of_it_is_refused() throws Exception {
        box.configure("lamp.color = \"green\"\n");
        Daemon daemon = box.serve();
        assertThat(box.run("status").out()).contains("lamp      green");
        daemon.close();

        box.configure("lamp.colour = \"green\"\n");
        assertThat(box.run("status").err()).contains("there is no key \"lamp.colour\"; did you mean \"lamp.color\"?");
    }

    @Test
    void without_its_table_the_defaults_count() {
        Daemon daemon = box.serve();
        assertThat(box.run("status").out()).contains("lamp      red");
        daemon.close();
        assertThat(box.run("add-ip", "ann", "203.0.113.7").exit()).isZero();
        assertThat(box.run("list", "mails", "--json").out()).isEqualTo("[]\n");
    }

    @Test
    void what_is_done_while_none_runs_is_told_by_it_when_one_does() throws Exception {
        box.configure("pager.number = \"+15551234\"\n");
        box.run("add-ip", "ann", "203.0.113.7");
        assertThat(box.run("list", "mails").out()).contains("page", "+15551234", "waiting");

        Daemon daemon = box.serve();
        await().until(() -> paged.size() == 1);
        assertThat(paged.get(0)).startsWith("+15551234: ").contains("ann");
        box.run("add-ip", "bob", "203.0.113.8");
        await().until(() -> paged.size() == 2);
        daemon.close();
        assertThat(box.run("list", "mails", "--json").out()).isEqualTo("[]\n");
    }

    @Test
    void what_keeps_it_from_telling_is_its_own_fault() throws Exception {
        isDead = true;
        box.configure("pager.number = \"+15551234\"\nmail.smtp = \"smtp://127.0.0.1:25\"\n");
        Daemon daemon = box.serve();
        box.run("add-ip", "ann", "203.0.113.7");
        await().until(() -> box.run("status").out().contains("page      1 waiting; nobody answers"));
        assertThat(box.run("status", "--json").out())
                .contains("\"page_fault\":\"nobody answers\"", "\"waiting_messages\":{\"page\":1}");
        daemon.close();
    }

    @Test
    void what_it_would_tell_while_its_table_says_that_it_is_off_waits() throws Exception {
        box.configure("pager.number = \"+15551234\"\npager.on = \"no\"\n");
        Daemon daemon = box.serve();
        box.run("add-ip", "ann", "203.0.113.7");
        assertThat(box.run("status").out()).contains("page      1 waiting\n");
        daemon.close();
        assertThat(paged).isEmpty();
    }
}
