package io.callgate.store;

import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What differs between the two databases; everything else is the same SQL for both. */
enum Dialect {

    /** One writer by nature: it takes the lock before it reads, so that it never has to give up half way. */
    SQLITE(
            "sqlite",
            List.of("BEGIN IMMEDIATE"),
            List.of("BEGIN"),
            Map.of("journal_mode", "WAL", "synchronous", "FULL", "busy_timeout", "5000", "foreign_keys", "true"),
            "PRAGMA foreign_keys = 1",
            // Readers cannot write even by mistake.
            "PRAGMA query_only = 1",
            "TRANSACTION_SERIALIZABLE",
            "TRANSACTION_SERIALIZABLE"),

    /**
     * Writers of several daemons queue at the book's one row. They read committed rows, and not the snapshot of the
     * moment they began: the lock already makes what they read last, and an update never meets a row newer than its
     * snapshot.
     */
    MARIADB(
            "mariadb",
            List.of("START TRANSACTION", "SELECT revision FROM book WHERE id = 1 FOR UPDATE"),
            List.of("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"),
            Map.of("connectTimeout", "5000", "socketTimeout", "30000"),
            Dialect.STRICT,
            Dialect.STRICT,
            "TRANSACTION_READ_COMMITTED",
            "TRANSACTION_REPEATABLE_READ");

    /** FreePBX turns strictness off for the whole server, and MariaDB would then cut what does not fit without a word. */
    private static final String STRICT = "SET SESSION sql_mode = 'STRICT_ALL_TABLES', SESSION time_zone = '+00:00',"
            + " SESSION innodb_lock_wait_timeout = 10";

    private final String folder;
    private final List<String> beginWrite;
    private final List<String> beginRead;
    private final Map<String, String> properties;
    private final String writerSetup;
    private final String readerSetup;
    private final String writerIsolation;
    private final String readerIsolation;

    Dialect(
            String folder,
            List<String> beginWrite,
            List<String> beginRead,
            Map<String, String> properties,
            String writerSetup,
            String readerSetup,
            String writerIsolation,
            String readerIsolation) {
        this.folder = folder;
        this.beginWrite = beginWrite;
        this.beginRead = beginRead;
        this.properties = properties;
        this.writerSetup = writerSetup;
        this.readerSetup = readerSetup;
        this.writerIsolation = writerIsolation;
        this.readerIsolation = readerIsolation;
    }

    /** Where the scripts are, on the class path. */
    String folder() {
        return "/sql/" + folder + "/";
    }

    List<String> beginWrite() {
        return beginWrite;
    }

    List<String> beginRead() {
        return beginRead;
    }

    /** What the driver is told when it connects. */
    Properties properties() {
        Properties result = new Properties();
        result.putAll(properties);
        return result;
    }

    /** What a new connection of a writer runs first. */
    String writerSetup() {
        return writerSetup;
    }

    /** What a new connection of a reader runs first. */
    String readerSetup() {
        return readerSetup;
    }

    /** By the names that JDBC gives to the levels. */
    String writerIsolation() {
        return writerIsolation;
    }

    String readerIsolation() {
        return readerIsolation;
    }
}
