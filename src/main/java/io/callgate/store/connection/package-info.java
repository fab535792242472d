/** Connections to the book, and how long each wait for it may last. */
package io.callgate.store.connection;
