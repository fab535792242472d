package io.callgate.bench;

import io.callgate.testing.RawSender;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends SYNs at a pace from the network namespace in which it is started, and prints how many, and what share of a core that
 * took.
 *
 * <p>Arguments: the kind (see {@link #packet}), packets a second, seconds, the MAC address to send to, the port for those to one.
 */
public final class Flood {

    private static final byte[] PBX = {(byte) 192, 0, 2, 1};

    private final SplittableRandom random = new SplittableRandom(17);
    private final String kind;
    private final int port;

    private Flood(String kind, int port) {
        this.kind = kind;
        this.port = port;
    }

    public static void main(String[] args) {
        Flood flood = new Flood(args[0], Integer.parseInt(args[4]));
        int perMilli = Integer.parseInt(args[1]) / 1000;
        long nanos = Integer.parseInt(args[2]) * 1_000_000_000L;
        long sent = 0;
        long cpu = cpu();
        try (RawSender sender = new RawSender(args[3])) {
            long began = System.nanoTime();
            for (long passed = 0; passed < nanos; passed = System.nanoTime() - began) {
                for (long due = (passed / 1_000_000 + 1) * perMilli; sent < due; sent++) sender.send(flood.packet());
                LockSupport.parkNanos(200_000);
            }
        }
        System.out.printf("%d %.3f%n", sent, (cpu() - cpu) / (double) nanos);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private byte[] packet() {
        return switch (kind) {
            case "ports" -> syn(new byte[] {(byte) 198, 18, 3, 3}, random.nextInt(1, 65_536));
            case "sources" -> {
                int source = random.nextInt(60_000);
                yield syn(new byte[] {(byte) 198, 19, (byte) (source >> 8), (byte) source}, port);
            }
            case "forged" -> {
                int source = random.nextInt();
                byte[] from = {
                    (byte) random.nextInt(11, 100), (byte) (source >> 16), (byte) (source >> 8), (byte) source
                };
                yield syn(from, random.nextInt(1, 65_536));
            }
            default -> throw new IllegalArgumentException("no kind of flood: " + kind);
        };
    }

    private static byte[] syn(byte[] from, int port) {
        return RawSender.tcp(from, PBX, port, RawSender.SYN);
    }
}
