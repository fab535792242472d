/** What can be done through the gate, by what it changes: each a command that asks the core and writes down what that says. */
package io.callgate.gate.act;
