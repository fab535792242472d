package io.callgate.app.cli.base;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of this program. */
public final class Version implements IVersionProvider {

    public static final String TEXT = Optional.ofNullable(
                    Version.class.getPackage().getImplementationVersion())
            .orElse("(development)");

    @Override
    public String[] getVersion() {
        return new String[] {"callgate " + TEXT};
    }
}
