/** What is mailed to users and administrators. */
package io.callgate.core.mail;
