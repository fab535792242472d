package io.callgate.store.dialect;

import io.callgate.gate.port.BookFault;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;

/** What differs between the databases; everything else is the same SQL for all of them. */
public interface Dialect {

    /** Where the scripts are, on the class path. */
    String folder();

    List<String> beginWrite();

    List<String> beginRead();

    /** What a new connection of a writer runs first. */
    String writerSetup();

    /** What a new connection of a reader runs first. */
    String readerSetup();

    /** By the names that JDBC gives to the levels. */
    String writerIsolation();

    String readerIsolation();

    /**
     * Connects to a book that is there.
     *
     * @param opening gets what breaks the attempt off, before it waits for anybody
     */
    Line connect(Consumer<Runnable> opening) throws SQLException;

    /** What the driver is told besides. */
    Properties properties();

    /** Looks at where the next connections will lead to. */
    Place place();

    /** Whether a database that answers COMMIT with {@code fault} surely undid it, though there is nothing to roll back then. */
    boolean undid(SQLException fault);

    /** What a fault says of the book. */
    BookFault.Kind meaning(SQLException fault);

    /** What to look at when the book cannot be connected to; empty, or begins with a semicolon. */
    String hint();

    /** Makes an empty book unless there is one, where that is ours to do. */
    void make();

    /** @throws io.callgate.gate.port.StoreException if there is surely none */
    void requireThere();

    /** What two that migrate at once wait for each other by. Closing the connection gives it up. */
    SchemaLock schemaLock();

    /**
     * @param take begins to hold it
     * @param question whether {@code take} answers with a row, of 1 if it has it
     * @param keep makes what was done last, where nothing else does
     */
    record SchemaLock(String take, boolean question, List<String> keep) {}
}
