/** What is carried into a book as a whole: another book, or another firewall's entries. */
package io.callgate.core.carry;
