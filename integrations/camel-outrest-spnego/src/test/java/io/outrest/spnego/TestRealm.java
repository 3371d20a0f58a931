package io.outrest.spnego;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.awaitility.Awaitility;

/** The Kerberos realm EXAMPLE.COM of a KDC of its own process on loopback; everything of it is in one folder. */
final class TestRealm implements AutoCloseable {

    private static final String CONF = "java.security.krb5.conf";

    private final Path folder;
    private final int port = Program.freePort();
    private final Program program;
    private Process kdc;

    private TestRealm(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.program = new Program(
                folder,
                Map.of(
                        "KRB5_CONFIG", folder.resolve("krb5.conf").toString(),
                        "KRB5_KDC_PROFILE", folder.resolve("kdc.conf").toString()));
        Files.writeString(
                folder.resolve("krb5.conf"),
                """
                [libdefaults]
                  default_realm = EXAMPLE.COM
                  dns_lookup_kdc = false
                  dns_lookup_realm = false
                  dns_canonicalize_hostname = false
                  forwardable = true
                  kdc_timeout = 4000
                  max_retries = 1
                [realms]
                  EXAMPLE.COM = {
                    kdc = 127.0.0.1:%d
                  }
                """
                        .formatted(port));
        Files.writeString(
                folder.resolve("kdc.conf"),
                """
                [kdcdefaults]
                  kdc_listen = 127.0.0.1:%1$d
                  kdc_tcp_listen = 127.0.0.1:%1$d
                [realms]
                  EXAMPLE.COM = {
                    database_name = %2$s/principal
                    key_stash_file = %2$s/stash
                    acl_file = %2$s/kadm5.acl
                    max_life = 1h
                    default_principal_flags = +preauth
                  }
                [logging]
                  kdc = FILE:%2$s/kdc.log
                """
                        .formatted(port, folder));
        program.run("kdb5_util", "create", "-s", "-r", "EXAMPLE.COM", "-P", "the master's");
        this.kdc = started();
    }

    /** Makes the realm, and makes this JVM look there. Skips the test where there is no KDC to start. */
    static TestRealm start(Path folder) throws IOException, InterruptedException {
        Program.needs("krb5kdc", "kdb5_util", "kadmin.local");
        TestRealm realm = new TestRealm(Files.createDirectory(folder.resolve("realm")));
        System.setProperty(CONF, realm.folder.resolve("krb5.conf").toString());
        rereadConfiguration();
        return realm;
    }

    /** The JDK reads krb5.conf once; another test may have made it do so. */
    private static void rereadConfiguration() {
        Configuration refresh = new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {
                    new AppConfigurationEntry(
                            "com.sun.security.auth.module.Krb5LoginModule",
                            LoginModuleControlFlag.REQUIRED,
                            Map.of(
                                    "refreshKrb5Config",
                                    "true",
                                    "principal",
                                    "nobody",
                                    "doNotPrompt",
                                    "true",
                                    "useKeyTab",
                                    "true",
                                    "keyTab",
                                    "/none"))
                };
            }
        };
        try {
            new LoginContext("refresh", null, null, refresh).login();
        } catch (LoginException e) {
            // nobody has no key
        }
    }

    /** Runs a command of the administrator. */
    String administer(String command) throws IOException, InterruptedException {
        return program.run("kadmin.local", "-r", "EXAMPLE.COM", "-q", command);
    }

    /** Makes a principal with new keys in a file, which is replaced. */
    Path keytab(String principal, String options) throws IOException, InterruptedException {
        administer("addprinc -randkey " + options + " " + principal);
        return newKeys(principal);
    }

    /** Gives a principal new keys; those of before are good for nothing any more. */
    Path newKeys(String principal) throws IOException, InterruptedException {
        Path fresh = folder.resolve("fresh.keytab");
        Files.deleteIfExists(fresh);
        administer("ktadd -k " + fresh + " " + principal);
        return Files.move(
                fresh,
                folder.resolve(principal.replace('/', '-') + ".keytab"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** How often the KDC has given somebody a ticket that begins a session. */
    long logins(String principal) throws IOException {
        return logged("AS_REQ .* ISSUE: .* " + principal + "@EXAMPLE.COM for krbtgt");
    }

    /** How often the KDC has given somebody a ticket of a service. */
    long tickets(String principal, String service) throws IOException {
        return logged("TGS_REQ .* ISSUE: .* " + principal + "@EXAMPLE.COM for " + service + "@");
    }

    /** How often the KDC was asked for a session with a wrong password. */
    long refusals(String principal) throws IOException {
        return logged("AS_REQ .* PREAUTH_FAILED: " + principal + "@");
    }

    private long logged(String pattern) throws IOException {
        Pattern line = Pattern.compile(pattern);
        return Files.readAllLines(folder.resolve("kdc.log")).stream()
                .filter(text -> line.matcher(text).find())
                .count();
    }

    int port() {
        return port;
    }

    void stop() {
        Program.end(kdc);
    }

    void startAgain() throws IOException {
        kdc = started();
    }

    private Process started() throws IOException {
        Process process = program.start(
                "krb5kdc",
                "-n",
                "-r",
                "EXAMPLE.COM",
                "-P",
                folder.resolve("kdc.pid").toString());
        Awaitility.await("the KDC listens").until(() -> Program.listens(port));
        return process;
    }

    @Override
    public void close() {
        stop();
        System.clearProperty(CONF);
    }
}
