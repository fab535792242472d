package io.callgate.core.failure;

/** What was wrong with an attempt. */
public enum FailureKind {
    /** The account does not exist, or does not exist for this address. */
    UNKNOWN_ACCOUNT,
    WRONG_PASSWORD,
    /** Whoever it claims to be, this address may not. */
    FORBIDDEN_ADDRESS,
    /** Something that this account, method or transport may not do. */
    FORBIDDEN,
    /** More sessions or requests than are allowed. */
    TOO_MANY,
    /** What no honest client sends. */
    MALFORMED,
    /** A stranger called a number that is not there. */
    UNKNOWN_EXTENSION,
    /** Another part of the system says no to what is told of by itself, too, such as PAM to sshd. */
    REFUSED_BELOW,
    /** The connection ended, or was ended, before anybody was let in. */
    ABANDONED,
    /** What the administrator says is a failure. */
    CONFIGURED
}
