/** What the administrator wrote of lines that tell of failed attempts: patterns, and filter files of fail2ban. */
package io.callgate.scan.filter;
