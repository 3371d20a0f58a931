package io.outrest.examples.benchmark;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The main class of a client's JVM: reads from standard input what slice to run, and prints what it came to. */
final class Worker {

    /** Marks the lines that are for the parent. */
    static final String MARK = "> ";

    private Worker() {}

    /** @param arguments the key of the peer and the server's URL */
    public static void main(String[] arguments) {
        try {
            work(Peer.valueOf(arguments[0]), arguments[1]);
        } catch (Exception e) {
            System.err.println(arguments[0] + ": " + e);
            System.exit(1);
        }
        System.exit(0); // whatever threads a client leaves behind
    }

    private static void work(Peer peer, String server) throws Exception {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Slice slice = Slice.of(peer, server)) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                String[] words = order.split(" ", -1);
                Work work = Work.valueOf(words[1]);
                int calls = Integer.parseInt(words[2]);
                Reading reading = words[0].equals("warm") ? slice.warmUp(work, calls) : slice.run(work, calls);
                System.out.println(MARK + reading.text());
            }
        }
    }
}
