package io.callgate.agi;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what is logged, and apart what has a stack trace, until it is closed. */
final class Traces extends Handler implements AutoCloseable {

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    Traces() {
        Logger.getLogger("").addHandler(this);
    }

    /** All that was logged, with a stack trace or not. */
    List<String> lines() {
        return lines;
    }

    List<LogRecord> records() {
        return records;
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(record.getMessage());
        if (record.getThrown() != null) records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
