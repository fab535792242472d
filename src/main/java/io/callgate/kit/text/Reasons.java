package io.callgate.kit.text;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What keeps a file from being used, in words for people. */
public final class Reasons {

    private Reasons() {}

    public static String of(IOException e) {
        if (e instanceof NoSuchFileException) return "there is no such file or directory";
        if (e instanceof AccessDeniedException) return "permission denied; run this as root";
        if (e instanceof FileSystemException file && file.getReason() != null) return file.getReason();
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
