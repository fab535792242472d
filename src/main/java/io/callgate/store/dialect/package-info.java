/** What differs between the databases that keep a book. */
package io.callgate.store.dialect;
