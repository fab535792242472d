/** What each program writes when somebody fails to log in, and which of it its client can write. */
package io.callgate.scan.family;
