package io.outrest.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A key and its certificate, made by the JDK's keytool when a test needs them: signed by itself, or by another identity. */
public final class TestIdentity {

    public static final String PASSWORD = "changeit";

    private final Path file;
    private final String alias;
    private final KeyStore store;
    private final int shown;

    private TestIdentity(Path file, String alias, KeyStore store, int shown) {
        this.file = file;
        this.alias = alias;
        this.store = store;
        this.shown = shown;
    }

    /**
     * Makes one that has signed itself.
     *
     * @param names as keytool writes them, for example {@code dns:localhost,ip:127.0.0.1}
     */
    public static TestIdentity of(Path folder, String names) {
        return generate(newFile(folder), "Outrest test", List.of("-ext", "san=" + names));
    }

    /** Makes one that may sign others. */
    public static TestIdentity authority(Path folder, String commonName) {
        return generate(newFile(folder), commonName, List.of("-ext", "bc:c"));
    }

    /**
     * Makes one that is signed by this one.
     *
     * @param arguments of keytool, for example {@code -ext san=dns:localhost}
     */
    public TestIdentity signs(String commonName, String... arguments) {
        try {
            Path copy = newFile(file.getParent().getParent());
            Files.copy(file, copy);
            return generate(
                    copy,
                    commonName,
                    Stream.concat(Stream.of("-signer", alias), Arrays.stream(arguments))
                            .toList());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The same, which shows its own certificate alone and not those that lead to its authority. */
    public TestIdentity withoutChain() {
        return new TestIdentity(file, alias, store, 1);
    }

    private static Path newFile(Path folder) {
        try {
            return Files.createTempDirectory(folder, "identity").resolve("store.p12");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static TestIdentity generate(Path file, String commonName, List<String> arguments) {
        String alias = "a" + UUID.randomUUID();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + commonName,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(arguments);
        try {
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new AssertionError("keytool failed: " + said);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream content = Files.newInputStream(file)) {
                store.load(content, PASSWORD.toCharArray());
            }
            return new TestIdentity(file, alias, store, Integer.MAX_VALUE);
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The certificate as PEM text. */
    public String certificate() {
        return pem(chainOf()[0]);
    }

    /** The certificate, and those that lead to its authority, as PEM text. */
    public String chain() {
        return Arrays.stream(chainOf()).map(TestIdentity::pem).collect(Collectors.joining());
    }

    private static String pem(Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The key as PEM text, PKCS#8 without a password. */
    public String key() {
        return pem("PRIVATE KEY", privateKey().getEncoded());
    }

    private static String pem(String label, byte[] encoded) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END "
                + label + "-----\n";
    }

    private Certificate[] chainOf() {
        try {
            Certificate[] chain = store.getCertificateChain(alias);
            return Arrays.copyOf(chain, Math.min(shown, chain.length));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private PrivateKey privateKey() {
        try {
            return (PrivateKey) store.getKey(alias, PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The name in the certificate, for example {@code CN=client}. */
    public String name() {
        return ((X509Certificate) chainOf()[0]).getSubjectX500Principal().getName();
    }

    /** Writes a PKCS#12 key store with this identity alone; its password is {@link #PASSWORD}. */
    public void writeKeyStore(Path target) {
        write(keyStore(), target);
    }

    /** Writes a PKCS#12 key store that trusts this certificate; its password is {@link #PASSWORD}. */
    public void writeTrustStore(Path target) {
        try {
            KeyStore trusted = empty();
            trusted.setCertificateEntry("trusted", chainOf()[0]);
            write(trusted, target);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(KeyStore store, Path target) {
        try (OutputStream out = Files.newOutputStream(target)) {
            store.store(out, PASSWORD.toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private KeyStore keyStore() {
        try {
            KeyStore own = empty();
            own.setKeyEntry("own", privateKey(), PASSWORD.toCharArray(), chainOf());
            return own;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** The context of a server with this identity, and of clients that it trusts, if there are any. */
    public SSLContext server(@Nullable TestIdentity client) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(), PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore trusted = empty();
            if (client != null) {
                trusted.setCertificateEntry("client", client.chainOf()[0]);
            }
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), client == null ? null : trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
