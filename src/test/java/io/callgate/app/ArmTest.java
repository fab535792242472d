package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableList;
import io.callgate.app.Box.Result;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.arm.Connection;
import io.callgate.core.arm.Sessions;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.service.Services;
import io.callgate.gate.port.Firewall.Mode;
import io.callgate.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arming, confirming and what becomes of it over restarts. */
class ArmTest {

    private static final String OBSERVE = "mail.admins = [\"admin@pbx.example\"]\nfirewall.mode = \"observe\"\n";

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock();
    private Box box;
    private Daemon daemon;

    @BeforeEach
    void start() throws IOException {
        box = new Box(directory);
        box.configure(OBSERVE);
        daemon = box.serve(clock);
    }

    @AfterEach
    void stop() {
        daemon.close();
        box.close();
    }

    private void restart() {
        daemon.close();
        daemon = box.serve(clock);
    }

    private void connected(int port) {
        Connection own =
                Connection.find("203.0.113.7 " + port + " 192.0.2.1 22").orElseThrow();
        box.sessions = new Sessions(Optional.of(own), false, ImmutableList.of(own));
    }

    private Result done(String... args) {
        Result result = box.run(args);
        assertThat(result.exit()).as(result.err()).isZero();
        return result;
    }

    private String refused(String... args) {
        Result result = box.run(args);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).hasLineCount(1);
        return result.err();
    }

    private String status() {
        return box.run("status").out();
    }

    private void assertObserves() {
        assertThat(box.firewall.mode()).isEqualTo(Mode.OBSERVE);
        assertThat(box.firewall.trialUntil()).isEmpty();
    }

    private void assertEnforcesForGood() {
        assertThat(box.firewall.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(box.firewall.trialUntil()).isEmpty();
    }

    private List<String> subjects() {
        return box.store.read(book -> book.waitingMessages("mail", 10)).stream()
                .map(waiting -> waiting.message().subject())
                .toList();
    }

    private String lastMode() {
        return box.store.read(book -> book.events(20)).stream()
                .filter(e -> e.kind() == EventKind.FIREWALL_MODE)
                .findFirst()
                .orElseThrow()
                .detail();
    }

    @Test
    void arming_is_a_trial_that_the_kernel_ends() {
        Instant end = clock.instant().plus(Duration.ofMinutes(3));

        assertThat(done("firewall", "arm").out())
                .contains("armed on trial until " + end, "open a NEW ssh connection", "callgate firewall confirm");
        assertThat(box.firewall.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(box.firewall.trialUntil()).contains(end);
        assertThat(status()).contains("mode      enforce, ON TRIAL until " + end);
        assertThat(box.run("status", "--json").out())
                .contains("\"mode\":\"enforce\",\"posture\":\"trial\",\"trial_until\":\"" + end + "\"");
        assertThat(lastMode()).isEqualTo("the firewall enforces on trial until " + end);
    }

    @Test
    void what_nobody_confirms_is_rolled_back_told_once_and_stays_so() {
        done("firewall", "arm", "--confirm-within", "30s");
        clock.forward(Duration.ofSeconds(30));

        await().until(() -> lastMode().startsWith("not confirmed in time, rolled back"));
        await().untilAsserted(this::assertObserves);
        assertThat(status()).contains("mode      observe", "rolled back at", "not confirmed in time");
        assertThat(subjects()).singleElement().asString().contains("not confirmed in time");
        assertThat(refused("firewall", "confirm")).contains("was rolled back");
        restart();
        assertObserves();
        assertThat(status()).contains("not confirmed in time");
        assertThat(subjects()).hasSize(1);
    }

    @Test
    void a_trial_that_ends_while_nothing_runs_is_told_at_the_next_start() {
        done("firewall", "arm", "--confirm-within", "30s");
        daemon.close();
        clock.forward(Duration.ofMinutes(10));
        daemon = box.serve(clock);

        assertObserves();
        await().until(() -> lastMode().startsWith("not confirmed in time"));
    }

    @Test
    void a_restart_in_the_middle_of_a_trial_leaves_it_what_is_left() {
        Instant end = clock.instant().plus(Duration.ofMinutes(3));
        done("firewall", "arm");
        clock.forward(Duration.ofMinutes(2));
        restart();

        assertThat(box.firewall.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(box.firewall.trialUntil()).contains(end);
        done("firewall", "confirm");
        assertEnforcesForGood();
    }

    @Test
    void what_is_confirmed_enforces_also_after_restarts() {
        done("firewall", "arm");
        assertThat(done("firewall", "confirm").out()).contains("confirmed");
        assertEnforcesForGood();
        assertThat(lastMode()).isEqualTo("the firewall enforces, confirmed");
        clock.forward(Duration.ofDays(1));
        restart();

        assertEnforcesForGood();
        assertThat(done("firewall", "arm").out()).contains("enforces already");
        assertThat(refused("firewall", "confirm")).contains("nothing to confirm");
    }

    @Test
    void confirming_takes_a_connection_that_was_opened_after_arming() {
        connected(51000);
        done("firewall", "arm", "--force");

        assertThat(refused("firewall", "confirm")).contains("was open before arming", "NEW ssh connection");
        connected(51001);
        done("firewall", "confirm");
        assertEnforcesForGood();
    }

    @Test
    void arming_is_refused_when_it_would_cut_off_who_arms() {
        connected(51000);

        assertThat(refused("firewall", "arm"))
                .contains(
                        "203.0.113.7 (port 22) has no grant",
                        "callgate add-ip admin 203.0.113.7 --services ssh",
                        "--force");
        assertObserves();
        grant("admin", "203.0.113.7");
        done("firewall", "arm");
        assertThat(box.firewall.mode()).isEqualTo(Mode.ENFORCE);
    }

    @Test
    void observing_ends_a_trial_and_stays() {
        done("firewall", "arm");
        assertThat(done("firewall", "observe").out()).contains("the trial is over");
        restart();

        assertObserves();
        assertThat(refused("firewall", "confirm")).contains("nothing to confirm", "only observes");
    }

    @Test
    void observing_outlasts_a_restart_and_the_configuration_wins_when_it_is_changed() throws IOException {
        box.configure("firewall.mode = \"enforce\"\n");
        restart();
        assertEnforcesForGood();
        done("firewall", "observe");
        restart();
        assertObserves();

        box.configure(OBSERVE);
        restart();
        box.configure("firewall.mode = \"enforce\"\n");
        restart();
        assertEnforcesForGood();
    }

    @Test
    void arming_again_begins_a_new_trial() {
        done("firewall", "arm", "--confirm-within", "30s");
        clock.forward(Duration.ofSeconds(20));
        done("firewall", "arm", "--confirm-within", "30s");

        assertThat(box.firewall.trialUntil()).contains(clock.instant().plusSeconds(30));
    }

    @Test
    void a_trial_has_sensible_bounds() {
        assertThat(box.run("firewall", "arm", "--confirm-within", "25h").exit()).isEqualTo(2);
        assertThat(box.run("firewall", "arm", "--confirm-within", "0s").exit()).isEqualTo(2);
        assertThat(box.run("firewall", "arm", "--confirm-within", "3").exit()).isEqualTo(2);
        assertObserves();
    }

    @Test
    void what_the_kernel_refuses_was_not_armed() {
        box.firewall.breakDown("nftables does not answer: the test broke it");
        assertThat(refused("firewall", "arm")).contains("nftables does not answer");
        box.firewall.repair();
        restart();

        assertObserves();
    }

    @Test
    void what_cannot_be_kept_is_not_armed() throws IOException {
        Path state = directory.resolve("firewall.state");
        Files.delete(state);
        Files.createDirectories(state.resolve("in the way"));

        assertThat(refused("firewall", "arm")).contains("cannot keep how the firewall stands in " + state);
        assertObserves();
    }

    @Test
    void a_damaged_file_is_refused_with_what_to_do() throws IOException {
        Path state = directory.resolve("firewall.state");
        daemon.close();
        Files.writeString(state, "enforce\nstands some\n");

        assertThat(box.run("status").err()).contains(state + " is damaged", "remove it");
        Files.delete(state);
        daemon = box.serve(clock);
        assertThat(Files.readString(state)).startsWith("observe\n").contains("stands observing");
    }

    @Test
    void the_first_line_of_the_file_says_what_the_next_boot_does() throws IOException {
        Path state = directory.resolve("firewall.state");
        done("firewall", "arm");
        assertThat(Files.readString(state)).startsWith("observe\n").contains("stands trial\n");
        assertThat(Files.readString(directory.resolve("boot.nft"))).startsWith("false ");
        done("firewall", "confirm");
        assertThat(Files.readString(state)).startsWith("enforce\n");
        assertThat(Files.readString(directory.resolve("boot.nft"))).startsWith("true ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rw-------");
        done("firewall", "observe");
        assertThat(Files.readString(directory.resolve("boot.nft"))).startsWith("false ");
    }

    @Test
    void what_the_box_loads_at_its_start_follows_the_book() throws IOException {
        Path boot = directory.resolve("boot.nft");
        await().untilAsserted(() -> assertThat(boot).hasContent("false 0 0\n"));
        grant("admin", "203.0.113.7");
        done("ban", "203.0.113.8");
        daemon.close();
        // A ban by hand stands among those who may not even answer, too.
        assertThat(boot).hasContent("false 2 1\n");
        assertThat(directory.resolve("closed.nft")).hasContent("true 0 0\n");

        grant("installer", "203.0.113.9");
        done("firewall", "restore");
        assertThat(boot).hasContent("false 3 1\n");
        assertThat(directory.resolve("closed.nft")).hasContent("true 1 0\n");
        daemon = box.serve(clock);
    }

    @Test
    void what_is_confirmed_while_the_book_is_silent_is_what_the_box_starts_with() throws IOException {
        Path boot = directory.resolve("boot.nft");
        grant("admin", "203.0.113.7");
        done("firewall", "restore");
        done("firewall", "arm");
        assertThat(boot).hasContent("false 1 0\n");
        box.opened.breakDown();

        assertThat(done("firewall", "confirm").err()).isEmpty();
        assertThat(boot).hasContent("true 1 0\n");
        assertThat(box.run("status").out())
                .contains("CANNOT BE READ", "enforce")
                .doesNotContain("NOT AS NOW");
        done("firewall", "observe");
        assertThat(boot).hasContent("false 1 0\n");
        done("firewall", "arm");
        done("firewall", "confirm");
        daemon.close();
        assertThat(boot).hasContent("true 1 0\n");
        daemon = box.serve(clock);
    }

    @Test
    void without_a_book_and_what_it_once_said_the_box_is_told_to_start_otherwise() throws IOException {
        done("firewall", "arm");
        box.opened.breakDown();
        Files.delete(directory.resolve("boot.nft"));

        assertThat(done("firewall", "confirm").err()).contains("may stand otherwise when the box starts", "boot.nft");
    }

    @Test
    void what_the_box_cannot_load_at_its_start_is_told() throws IOException {
        done("firewall", "arm");
        Path boot = directory.resolve("boot.nft");
        Files.delete(boot);
        Files.createDirectories(boot.resolve("in the way"));

        assertThat(done("firewall", "confirm").err()).contains("may stand otherwise when the box starts", "boot.nft");
        assertThat(status()).contains("boot      NOT AS NOW", "cannot write " + boot);
    }

    private void grant(String owner, String range) {
        box.enter(book -> book.addGrant(new NewGrant(
                new Owner(owner),
                Origin.ADMINISTRATOR,
                AddressRange.parse(range),
                Services.of("ssh"),
                clock.instant(),
                Optional.empty(),
                "")));
    }
}
