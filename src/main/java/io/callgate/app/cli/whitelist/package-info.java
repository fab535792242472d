/** Who is let in by name: addresses, host names, providers. */
package io.callgate.app.cli.whitelist;
