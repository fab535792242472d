package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.kit.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of a callgate that runs, by its own account. */
class DoctorTest {

    @TempDir
    Path directory;

    private Box box;
    private Daemon daemon;

    @BeforeEach
    void start() throws IOException {
        box = new Box(directory);
        daemon = box.serve();
    }

    @AfterEach
    void stop() {
        daemon.close();
        box.close();
    }

    private void configured(String more) throws IOException {
        daemon.close();
        box.configure(more);
        daemon = box.serve();
    }

    /** The findings about {@code subject}: level, meaning and remedy. */
    private List<String> found(String subject) {
        List<?> findings = (List<?>) Json.read(box.run("doctor", "--json").out());
        return findings.stream()
                .map(finding -> (Map<?, ?>) finding)
                .filter(finding -> finding.get("subject").equals(subject))
                .map(finding -> finding.get("level") + ": " + finding.get("meaning") + " -> " + finding.get("remedy"))
                .toList();
    }

    private void assertKernelIsWell() {
        assertThat(found("callgate")).containsExactly("ok: it runs, and the kernel is in line with the book -> ");
    }

    @Test
    void a_fault_of_the_scanner_is_the_scanners() {
        box.logIsBarred = true;

        assertThat(found("scanner"))
                .containsExactly(
                        "problem: not all attempts are seen: CANNOT READ \"a.log\" -> chmod",
                        "problem: scan.logs names b.log, which is not there -> make it",
                        "note: c.log is in another time zone -> name the zone");
        assertKernelIsWell();
    }

    @Test
    void a_port_that_is_taken_is_the_calls() {
        box.portIsTaken = true;

        assertThat(found("calls")).containsExactly("problem: nobody can call: the user nobody has the port -> end it");
        assertKernelIsWell();
    }

    @Test
    void knocks_that_are_not_wanted_are_nobodys_fault() throws IOException {
        configured("knock.enabled = false\n");

        assertThat(found("sight")).containsExactly("note: nobody can knock or ring: knock.enabled is false -> ");
        assertKernelIsWell();
    }

    @Test
    void a_kernel_that_does_not_follow_is_callgates_own() {
        box.firewall.breakDown("nftables does not answer");

        assertThat(found("callgate"))
                .containsExactly("problem: the kernel is not in line with the book: nftables does not answer"
                        + " -> callgate firewall restore");
        assertThat(found("scanner")).isEmpty();
    }

    @Test
    void a_book_that_is_away_is_the_books() {
        box.opened.breakDown();

        assertThat(found("book")).singleElement().asString().startsWith("problem: it takes no change");
        assertKernelIsWell();
    }

    @Test
    void what_keeps_mails_is_told_as_it_is() throws IOException {
        configured("mail.smtp = \"smtp://127.0.0.1:25\"\nmail.admins = [\"admin@pbx.example\"]\n");

        assertThat(found("mail")).containsExactly("problem: the mail server does not answer -> wait");
    }

    @Test
    void one_that_does_not_run_has_nothing_to_say() {
        daemon.close();

        assertThat(found("callgate")).singleElement().asString().startsWith("problem: it does not run");
    }
}
