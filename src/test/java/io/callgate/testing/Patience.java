package io.callgate.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every test wait five minutes for what it waits for: a machine with other work takes its time, and a test that is right ends
 * as soon as its condition holds. Found by JUnit itself, see {@code junit-platform.properties}.
 */
public final class Patience implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(5));
    }
}
