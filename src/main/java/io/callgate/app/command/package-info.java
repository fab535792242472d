/** The command line: what can be said, and what is printed in answer. */
package io.callgate.app.command;
