/**
 * The program: its main, the wiring of the adapters, the daemon and what a command finds where none runs. The only place
 * that looks at the clock.
 */
package io.callgate.app;
