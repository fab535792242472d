/** Looks over this machine for what keeps callgate from doing its work, and says what it means and what to do. */
package io.callgate.app.doctor;
