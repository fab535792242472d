/** What arming needs of this machine: the file that keeps it, and who is connected. */
package io.callgate.app.arm;
