/** The Unix socket by which commands reach the daemon. */
package io.callgate.app.control;
