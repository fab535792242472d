package io.callgate.scan.follow;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.file.Path;

/**
 * Waits for changes of files and folders: inotify(7), which wakes a thread in a tenth of a millisecond where the JDK's
 * WatchService takes up to two. What changed is not told; whoever waits looks at all of it.
 */
final class Inotify implements AutoCloseable {

    private static final int NONBLOCK_CLOEXEC = 04000 | 02000000;
    private static final int MODIFY = 0x2;
    private static final int MOVED_TO = 0x80;
    private static final int CREATE = 0x100;
    private static final int MOVE_SELF = 0x800;
    private static final short POLLIN = 1;

    static {
        Native.register(Inotify.class, "c");
    }

    private final int fd;
    private final Memory events = new Memory(64 * 1024);
    private final Memory poll = new Memory(16);

    /** Readable when somebody wants the waiting thread awake: eventfd(2). */
    private final int alarm;

    private final Memory one = new Memory(8);

    Inotify() {
        fd = inotify_init1(NONBLOCK_CLOEXEC);
        alarm = eventfd(0, NONBLOCK_CLOEXEC);
        one.setLong(0, 1);
    }

    /** Wakes whoever waits, or will wait next. From any thread. */
    void wake() {
        write(alarm, one, new NativeLong(8));
    }

    /** From now on writes to the file at {@code path} are noticed, by whatever name. False when it is not there. */
    boolean watchFile(Path path) {
        return watch(path, MODIFY | MOVE_SELF);
    }

    /** From now on files that come into the folder are noticed. False when it is not there. */
    boolean watchFolder(Path path) {
        return watch(path, CREATE | MOVED_TO);
    }

    private boolean watch(Path path, int mask) {
        try {
            return inotify_add_watch(fd, path.toString(), mask) >= 0;
        } catch (LastErrorException e) {
            return false;
        }
    }

    /** Until something changed, or {@code millis} passed; at once when something has changed since the last call. */
    void await(int millis) {
        poll.setInt(0, fd);
        poll.setShort(4, POLLIN);
        poll.setShort(6, (short) 0);
        poll.setInt(8, alarm);
        poll.setShort(12, POLLIN);
        poll.setShort(14, (short) 0);
        try {
            poll(poll, new NativeLong(2), millis);
            if (poll.getShort(14) != 0) read(alarm, events, new NativeLong(8));
            if (poll.getShort(6) != 0) read(fd, events, new NativeLong(events.size()));
        } catch (LastErrorException interrupted) {
            // By a signal, or an overflow of events: the caller looks at everything anyway.
        }
    }

    @Override
    public void close() {
        close(alarm);
        close(fd);
    }

    private static native int inotify_init1(int flags) throws LastErrorException;

    private static native int inotify_add_watch(int fd, String path, int mask) throws LastErrorException;

    private static native int poll(Pointer fds, NativeLong count, int millis) throws LastErrorException;

    private static native int eventfd(int start, int flags) throws LastErrorException;

    private static native NativeLong write(int fd, Pointer buffer, NativeLong size);

    private static native NativeLong read(int fd, Pointer buffer, NativeLong size) throws LastErrorException;

    private static native int close(int fd);
}
