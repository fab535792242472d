package io.callgate.core.failure;

/** How a failure came to be known. One attempt may be known by several. */
public enum Sense {
    /** A line of a log that tells of the attempt in words. */
    LOG,
    /** Asterisk's security framework, written to a log. */
    SECURITY_LOG,
    /** Asterisk's security framework, told over AMI. */
    EVENT
}
