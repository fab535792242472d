package io.callgate.app.box;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLineTest {

    private final LogLine toJournal = LogLine.forJournal(Optional.of("8:1234"));
    private final LogLine toTerminal = LogLine.forJournal(Optional.empty());

    @Test
    void the_journal_gets_a_priority_and_adds_the_time_itself() {
        assertThat(toJournal.format(record(Level.WARNING, "mails wait"))).isEqualTo("<4>Outbox: mails wait\n");
        assertThat(toJournal.format(record(Level.SEVERE, "x"))).startsWith("<3>");
        assertThat(toJournal.format(record(Level.INFO, "x"))).startsWith("<6>");
        assertThat(toJournal.format(record(Level.FINE, "x"))).startsWith("<7>");
    }

    @Test
    void others_get_both_from_here() {
        assertThat(toTerminal.format(record(Level.WARNING, "mails wait")))
                .isEqualTo("2026-03-01T12:00:00Z WARN Outbox: mails wait\n");
    }

    @Test
    void a_record_is_one_line_whatever_its_text_holds() {
        assertThat(toJournal.format(record(Level.INFO, "call from 1\n<3>fake\u001b[2J\u2028")))
                .isEqualTo("<6>Outbox: call from 1\\u000a<3>fake\\u001b[2J\\u2028\n");
    }

    @Test
    void only_an_error_brings_its_stack_trace_and_that_on_the_same_line() {
        LogRecord warning = record(Level.WARNING, "odd");
        warning.setThrown(new IllegalStateException("a\nb"));
        LogRecord error = record(Level.SEVERE, "a bug");
        error.setThrown(new IllegalStateException("outer", new IllegalArgumentException("inner")));

        assertThat(toJournal.format(warning)).isEqualTo("<4>Outbox: odd: java.lang.IllegalStateException: a\\u000ab\n");
        assertThat(toJournal.format(error))
                .hasLineCount(1)
                .contains(
                        "a bug: java.lang.IllegalStateException: outer at ",
                        " caused by java.lang.IllegalArgumentException: inner at ",
                        "LogLineTest.java");
    }

    private static LogRecord record(Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName("io.callgate.gate.outbox.Outbox");
        record.setInstant(Instant.parse("2026-03-01T12:00:00Z"));
        return record;
    }
}
