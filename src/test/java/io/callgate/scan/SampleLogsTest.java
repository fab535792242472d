package io.callgate.scan;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.failure.Failure;
import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What src/test/resources/scan/README.md says of the logs beside it. */
class SampleLogsTest {

    private static final Path LOGS = Path.of("src/test/resources/scan");

    private static Scanned scan(String name) throws IOException {
        return Scanned.of(Files.readAllBytes(LOGS.resolve(name)), Integer.MAX_VALUE);
    }

    private static Map<String, Long> kinds(Scanned scanned) {
        return scanned.failures.stream().collect(groupingBy(f -> f.service() + " " + f.kind(), counting()));
    }

    @ParameterizedTest
    @CsvSource({
        "messages.log, 89, 35",
        "messages_16.28.log, 11, 5",
        "security.log, 64, 35",
        "security_16.28.log, 12, 5",
        "security_extra.log, 5, 2"
    })
    void every_failure_is_found_and_nothing_else(String name, long lines, int failures) throws IOException {
        Scanned scanned = scan(name);

        assertThat(scanned.failures).hasSize(failures);
        assertThat(scanned.unclear).isEmpty();
        assertThat(scanned.counters().lines()).isEqualTo(lines);
        assertThat(scanned.counters().failures().values().stream()
                        .mapToLong(n -> n)
                        .sum())
                .isEqualTo(failures);
    }

    @Test
    void the_kinds_are_those_of_the_attempts() throws IOException {
        Map<String, Long> ofPjsip =
                Map.of("PJSIP WRONG_PASSWORD", 13L, "PJSIP UNKNOWN_ACCOUNT", 18L, "PJSIP FORBIDDEN_ADDRESS", 1L);

        assertThat(kinds(scan("messages.log"))).containsAllEntriesOf(ofPjsip).containsEntry("AMI WRONG_PASSWORD", 3L);
        assertThat(kinds(scan("security.log")))
                .containsAllEntriesOf(ofPjsip)
                .containsEntry("AMI WRONG_PASSWORD", 1L)
                .containsEntry("AMI UNKNOWN_ACCOUNT", 1L)
                .containsEntry("AMI FORBIDDEN_ADDRESS", 1L);
    }

    @Test
    void a_record_holds_all_that_the_line_says() throws IOException {
        assertThat(scan("security_extra.log").failures.get(0))
                .extracting(
                        f -> f.address().toString(),
                        Failure::service,
                        Failure::account,
                        Failure::kind,
                        Failure::sense,
                        Failure::session)
                .containsExactly("::1", "PJSIP", "1001", FailureKind.WRONG_PASSWORD, Sense.SECURITY_LOG, "1-28775@::1");
        assertThat(scan("messages.log").failures.get(0))
                .extracting(Failure::account, Failure::session, Failure::sense, Failure::atMillis)
                .containsExactly(
                        "1001",
                        "1-28338@127.0.0.1",
                        Sense.LOG,
                        Instant.parse("2026-11-22T10:27:43.673Z").toEpochMilli());
    }

    @Test
    void both_senses_name_the_session_of_an_attempt_alike() throws IOException {
        assertThat(scan("messages_16.28.log").failures.stream().map(Failure::session))
                .filteredOn(Objects::nonNull)
                .containsExactlyElementsOf(scan("security_16.28.log").failures.stream()
                        .map(Failure::session)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "100", "4096"})
    void the_pieces_it_is_read_in_make_no_difference(int piece) throws IOException {
        byte[] log = Files.readAllBytes(LOGS.resolve("security.log"));

        assertThat(Scanned.of(log, piece).failures).isEqualTo(Scanned.of(log, log.length).failures);
    }
}
