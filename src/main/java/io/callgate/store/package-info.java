/** The book in an SQL database: SQLite or MariaDB. The only place that knows {@code java.sql}. */
package io.callgate.store;
