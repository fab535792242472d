/** How the firewall stands over restarts: what the box loads when it starts, and where callgate keeps what only it may write. */
package io.callgate.app.boot;
