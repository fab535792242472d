/** What users and administrators are told, before a channel puts it into its form. */
package io.callgate.core.notice;
