package io.callgate.firewall.nft;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.callgate.gate.port.FirewallException;
import java.nio.charset.StandardCharsets;

/**
 * nft within this process: each script is one transaction of the kernel, done whole or not at all. Never entered twice at
 * once, because two threads on one context make the library end the process.
 */
public final class Nft implements AutoCloseable {

    /** {@code NFT_CTX_OUTPUT_TERSE} of nftables/libnftables.h. */
    private static final int TERSE = 1 << 11;

    private final Pointer context;
    private Memory commands = new Memory(4096);
    private boolean closed;

    public Nft() {
        context = open();
        LibNftables.nft_ctx_buffer_output(context);
        LibNftables.nft_ctx_buffer_error(context);
    }

    private static Pointer open() {
        Pointer context;
        try {
            context = LibNftables.nft_ctx_new(0);
        } catch (LinkageError e) {
            throw new FirewallException(
                    "libnftables.so.1 cannot be loaded; install the package libnftables1 (it comes with nftables)", e);
        }
        if (context == null) throw new FirewallException("libnftables gave no context; is there memory left?");
        return context;
    }

    /** From now on, what is listed leaves the elements of sets out. */
    public void terse() {
        LibNftables.nft_ctx_output_set_flags(context, TERSE);
    }

    /**
     * Runs {@code script} and returns what it printed.
     *
     * @param step what is being tried, for the message when it fails
     */
    public synchronized String run(String step, CharSequence script) {
        if (closed) throw new FirewallException(step + ": the firewall is closed");
        byte[] bytes = script.toString().getBytes(StandardCharsets.US_ASCII);
        if (commands.size() <= bytes.length) commands = new Memory(bytes.length + 1L);
        commands.write(0, bytes, 0, bytes.length);
        commands.setByte(bytes.length, (byte) 0);
        int failed = LibNftables.nft_run_cmd_from_buffer(context, commands);
        String output = text(LibNftables.nft_ctx_get_output_buffer(context));
        String errors = text(LibNftables.nft_ctx_get_error_buffer(context));
        if (failed != 0) throw new FirewallException(step + ": " + firstLine(errors));
        return output;
    }

    private static String text(Pointer buffer) {
        return buffer == null ? "" : buffer.getString(0, "UTF-8");
    }

    private static String firstLine(String errors) {
        return errors.isBlank()
                ? "nft failed without saying why"
                : errors.lines().findFirst().orElse("");
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        LibNftables.nft_ctx_free(context);
    }
}
