/** Who may call: accounts, PINs, and the limits on guessing them. */
package io.callgate.core.account;
