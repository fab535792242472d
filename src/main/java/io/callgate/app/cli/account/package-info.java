/** Accounts. */
package io.callgate.app.cli.account;
