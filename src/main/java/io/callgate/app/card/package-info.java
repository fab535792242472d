/** What a user is given to take along: how to knock and to ring, in words and as QR codes. */
package io.callgate.app.card;
