/** What callgate says of itself and of others: status, why, lists, doctor, scan. */
package io.callgate.app.cli.report;
