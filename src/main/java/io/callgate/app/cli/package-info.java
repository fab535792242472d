/** The command line: what commands there are, and how one is carried out. */
package io.callgate.app.cli;
