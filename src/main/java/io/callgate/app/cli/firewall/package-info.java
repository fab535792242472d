/** How the firewall stands, and bans. */
package io.callgate.app.cli.firewall;
