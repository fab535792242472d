/** The tables of the book, a class for each: its columns, its rows as values, and how they are written. */
package io.callgate.store.table;
