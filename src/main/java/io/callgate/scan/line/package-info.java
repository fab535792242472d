/** One line of a log: its bytes, its header and time, and how far it can be believed. */
package io.callgate.scan.line;
