package io.outrest.examples.encrypted;

import org.jasypt.encryption.StringEncryptor;
import org.jasypt.encryption.pbe.StandardPBEStringEncryptor;
import org.jasypt.iv.RandomIvGenerator;
import org.jasypt.salt.RandomSaltGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The one secret that is not at rest: it comes from the environment, or from a system property where there is no other way, as
 * those are shown by the list of processes.
 */
final class MasterPassword {

    static final String VARIABLE = "OUTREST_MASTER_PASSWORD";
    static final String PROPERTY = "outrest.master.password";

    /** AES-256 in CBC mode; the key is derived from password and salt by PBKDF2 with HMAC-SHA-512 (RFC 8018). */
    private static final String ALGORITHM = "PBEWITHHMACSHA512ANDAES_256";

    /** What makes guessing passwords slow; jasypt's own 1,000 do not. Changing it makes old values unreadable. */
    private static final int ITERATIONS = 210_000;

    private static final String RANDOM = "DRBG";

    private MasterPassword() {}

    /**
     * Encrypts and decrypts with the master password; salt and initialization vector are random and stand in front of each value.
     *
     * @throws IllegalStateException when there is no master password
     */
    static StringEncryptor encryptor() {
        StandardPBEStringEncryptor encryptor = new StandardPBEStringEncryptor();
        encryptor.setAlgorithm(ALGORITHM);
        encryptor.setKeyObtentionIterations(ITERATIONS);
        encryptor.setSaltGenerator(new RandomSaltGenerator(RANDOM));
        encryptor.setIvGenerator(new RandomIvGenerator(RANDOM));
        encryptor.setPassword(password());
        return encryptor;
    }

    private static String password() {
        String password = firstOf(System.getenv(VARIABLE), System.getProperty(PROPERTY));
        if (password == null) {
            throw new IllegalStateException(
                    "set the environment variable " + VARIABLE + " or the system property " + PROPERTY);
        }
        return password;
    }

    private static @Nullable String firstOf(@Nullable String one, @Nullable String other) {
        return one == null || one.isEmpty() ? other : one;
    }
}
