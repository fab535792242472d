/** Asks Asterisk who is registered, by AMI. */
package io.callgate.registrar;
