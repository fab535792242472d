/** Knocks, and the telephone for the terminal. */
package io.callgate.app.cli.door;
