package io.outrest.spnego;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * An Apache httpd with mod_auth_gssapi on loopback, which lets nobody in without a ticket. It answers {@code /reports/7}, and
 * says in the header {@code X-Remote-User} who asked; {@code X-Delegated} is set when it could go on as that user.
 */
final class TestApache implements AutoCloseable {

    private static final String MODULES = "/usr/lib/apache2/modules";

    private final int port = Program.freePort();
    private final Process process;

    private TestApache(Path folder, Path keytab) throws IOException {
        for (String reports : List.of("documents/reports", "documents/tied/reports")) {
            Files.writeString(Files.createDirectories(folder.resolve(reports)).resolve("7"), "seven");
        }
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path keys = Files.copy(keytab, folder.resolve("http.keytab"));
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
        Path conf = Files.writeString(
                folder.resolve("httpd.conf"),
                """
                LoadModule mpm_event_module %1$s/mod_mpm_event.so
                LoadModule authn_core_module %1$s/mod_authn_core.so
                LoadModule authz_core_module %1$s/mod_authz_core.so
                LoadModule authz_user_module %1$s/mod_authz_user.so
                LoadModule headers_module %1$s/mod_headers.so
                LoadModule auth_gssapi_module %1$s/mod_auth_gssapi.so
                ServerName localhost
                Listen 127.0.0.1:%2$d
                User www-data
                Group www-data
                PidFile %3$s/httpd.pid
                ErrorLog %3$s/error.log
                Mutex file:%3$s default
                DocumentRoot %3$s/documents
                <Location />
                  AuthType GSSAPI
                  AuthName "tickets"
                  GssapiCredStore keytab:%3$s/http.keytab
                  GssapiAllowedMech krb5
                  GssapiDelegCcacheDir %3$s/shared
                  Require valid-user
                  Header set X-Remote-User "expr=%%{REMOTE_USER}"
                  Header set X-Delegated "yes" "expr=-n reqenv('KRB5CCNAME')"
                </Location>
                <Location /tied>
                  GssapiCredStore keytab:%3$s/http.keytab
                  GssapiAllowedMech krb5
                  GssapiConnectionBound On
                </Location>
                """
                        .formatted(MODULES, port, folder));
        Program program = new Program(
                folder,
                Map.of(
                        "KRB5_CONFIG",
                        System.getProperty("java.security.krb5.conf"),
                        "KRB5RCACHENAME",
                        "file2:" + shared.resolve("replays")));
        this.process = program.start("apache2", "-f", conf.toString(), "-D", "FOREGROUND");
    }

    /** Starts it with the keys of its services. Skips the test where there is none to start. */
    static TestApache start(Path parent, Path keytab) throws IOException {
        Program.needs("apache2", MODULES + "/mod_auth_gssapi.so");
        Path folder = Files.createDirectory(parent.resolve("httpd"));
        for (Path each : new Path[] {
            parent,
            folder,
            Path.of(System.getProperty("java.security.krb5.conf")).getParent()
        }) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x")); // www-data comes in
        }
        TestApache apache = new TestApache(folder, keytab);
        Awaitility.await("httpd listens, see " + folder).until(() -> Program.listens(apache.port));
        return apache;
    }

    String url() {
        return "http://localhost:" + port;
    }

    @Override
    public void close() {
        Program.end(process);
    }
}
