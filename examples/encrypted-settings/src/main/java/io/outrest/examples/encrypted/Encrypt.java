package io.outrest.examples.encrypted;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Makes an {@code ENC(...)} of the line that it reads from standard input: what stands on a command line is shown by the list of
 * processes, and stays in the shell's history.
 */
public final class Encrypt {

    private Encrypt() {}

    public static void main(String[] arguments) throws IOException {
        run(System.in, System.out);
    }

    static void run(InputStream in, PrintStream out) throws IOException {
        String secret = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        if (secret == null || secret.isEmpty()) {
            throw new IllegalArgumentException("write the secret to standard input, as one line");
        }
        out.println("ENC(" + MasterPassword.encryptor().encrypt(secret) + ")");
    }
}
