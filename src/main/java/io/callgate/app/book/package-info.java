/** The book as one readable file, for backups and for moving a box. */
package io.callgate.app.book;
