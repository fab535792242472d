/** What the table of callgate says: its chains, rules and sets, by mode and services. */
package io.callgate.firewall.ruleset;
