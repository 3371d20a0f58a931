package io.outrest.examples.benchmark;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM has used up so far. CPU time is the process's without the JIT compiler's threads, where Linux tells those (and
 * their number is fixed). Bytes are those of all threads: Java 21 tells them; before, they are summed up from thread to thread, and a thread that ended
 * counts with what it had when it was {@linkplain #look() last looked at}.
 */
final class Meter {

    private static final Path TASKS = Path.of("/proc/self/task");

    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<Path> compilers = compilers();
    private final @Nullable Method totalAllocated = totalAllocated();
    private final Map<Long, Long> allocated = new HashMap<>();
    private int peak;

    /**
     * So much so far.
     *
     * @param nanos of the clock
     * @param cpu nanoseconds, without {@code jit}
     * @param jit nanoseconds of the JIT compiler, zero where unknown
     * @param bytes allocated by all threads
     */
    record Used(long nanos, long cpu, long jit, long bytes) {

        Used since(Used earlier) {
            return new Used(nanos - earlier.nanos, cpu - earlier.cpu, jit - earlier.jit, bytes - earlier.bytes);
        }
    }

    Used used() {
        long jit = jit();
        return new Used(System.nanoTime(), process.getProcessCpuTime() - jit, jit, bytes());
    }

    /** Looks at the threads that there are; is called now and then during a slice. */
    synchronized void look() {
        peak = Math.max(peak, threads.getThreadCount());
        if (totalAllocated == null) {
            long[] ids = threads.getAllThreadIds();
            long[] bytes = threads.getThreadAllocatedBytes(ids);
            for (int i = 0; i < ids.length; i++) {
                if (bytes[i] >= 0) {
                    allocated.put(ids[i], bytes[i]);
                }
            }
        }
    }

    /** The most threads that were seen since the last time that this was asked. */
    synchronized int takePeak() {
        int most = peak;
        peak = 0;
        return most;
    }

    /** Bytes of heap in use after a collection. */
    long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private synchronized long bytes() {
        if (totalAllocated != null) {
            try {
                return (long) totalAllocated.invoke(threads);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this JVM does not tell what its threads allocate", e);
            }
        }
        look();
        return allocated.values().stream().mapToLong(Long::longValue).sum();
    }

    private static @Nullable Method totalAllocated() {
        try {
            return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
        } catch (NoSuchMethodException e) {
            return null; // before Java 21
        }
    }

    private long jit() {
        return compilers.stream().mapToLong(Meter::cpu).sum();
    }

    private static List<Path> compilers() {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(TASKS)) {
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
                for (Path task : tasks) {
                    if (Files.readString(task.resolve("comm")).matches("(?s)C[12] Comp.*")) {
                        found.add(task.resolve("schedstat"));
                    }
                }
            } catch (IOException e) {
                return List.of(); // a system that does not tell
            }
        }
        return found;
    }

    /** The first number is the time on a CPU. */
    private static long cpu(Path schedstat) {
        try {
            String statistics = Files.readString(schedstat);
            return Long.parseLong(statistics.substring(0, statistics.indexOf(' ')));
        } catch (IOException e) {
            return 0;
        }
    }
}
