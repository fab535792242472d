/** Follows the logs, and has whoever fails too often shut out. */
package io.callgate.scan.follow;
