package io.callgate.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Of an integration test that keys on a real line, where what comes too late is lost: pom.xml has it run with no other
 * integration test beside it. That Asterisk and its callers come before all others (src/test/asterisk/first.sh) is not enough:
 * callgate itself has to answer in time, too.
 */
@Tag("realtime")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RealTime {}
