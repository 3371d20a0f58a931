package io.outrest.spnego;

import io.outrest.security.SecurityDefinition;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/**
 * A principal and what proves that it is the one. Logs in with the JDK's module and a configuration of its own, so no JAAS file
 * is read; realms and KDCs are those of the JVM's krb5.conf.
 *
 * @param keytab null when there is a password
 * @param password null when there is a key table
 */
record Account(String principal, @Nullable Path keytab, @Nullable Secret password) implements TicketSource {

    private static final Pattern PRINCIPAL = Pattern.compile("[^@\\s*]+(@[^@\\s]+)?");
    private static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";
    private static final String OVERRIDE = "sun.security.krb5.principal";

    /** @throws InvalidSetting that names a setting which cannot be used; files are not looked at */
    static Account of(SecurityDefinition definition) {
        String principal = definition.getPrincipal() == null ? "" : definition.getPrincipal();
        if (!PRINCIPAL.matcher(principal).matches()) {
            throw new InvalidSetting("principal", "must be a name such as outrest@EXAMPLE.COM");
        }
        if (definition.getKeytab() != null && definition.getPassword() != null) {
            throw new InvalidSetting("keytab", "cannot stand beside password; a principal has one of them");
        }
        return new Account(principal, path(definition.getKeytab()), definition.getPassword());
    }

    private static @Nullable Path path(@Nullable String keytab) {
        try {
            return keytab == null ? null : Path.of(keytab.startsWith("file:") ? keytab.substring(5) : keytab);
        } catch (InvalidPathException e) {
            throw new InvalidSetting("keytab", "must be the path of a file");
        }
    }

    /** Whether there is a password or a file that can be read. */
    boolean isReadable() {
        return keytab == null || Files.isReadable(keytab);
    }

    @Override
    public GrantingTicket ask() throws LoginException {
        String override = System.getProperty(OVERRIDE);
        if (override != null && !override.equals(principal)) {
            throw new LoginException("the system property " + OVERRIDE + " names another principal");
        }
        if (keytab != null && !hasKeys(keytab)) {
            throw new LoginException(isReadable() ? "the key table has no key for it" : "the key table cannot be read");
        }
        LoginContext login = new LoginContext("outrest", new Subject(), this::answer, configuration());
        login.login();
        return GrantingTicket.of(login.getSubject());
    }

    private boolean hasKeys(Path file) throws LoginException {
        try {
            KerberosPrincipal owner = new KerberosPrincipal(principal);
            return KeyTab.getInstance(owner, file.toFile()).getKeys(owner).length > 0;
        } catch (IllegalArgumentException e) {
            throw new LoginException("it names no realm, and krb5.conf has no default_realm");
        }
    }

    private void answer(Callback[] questions) throws UnsupportedCallbackException {
        for (Callback question : questions) {
            if (!(question instanceof PasswordCallback asked) || password == null) {
                throw new UnsupportedCallbackException(question);
            }
            asked.setPassword(password.reveal().toCharArray());
        }
    }

    private Configuration configuration() {
        Map<String, String> options = new HashMap<>(Map.of("principal", principal, "useTicketCache", "false"));
        if (keytab != null) {
            options.putAll(Map.of("useKeyTab", "true", "keyTab", keytab.toString(), "doNotPrompt", "true"));
        }
        AppConfigurationEntry[] entries = {new AppConfigurationEntry(MODULE, LoginModuleControlFlag.REQUIRED, options)};
        return new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String application) {
                return entries;
            }
        };
    }

    @Override
    public Object version() {
        try {
            return keytab == null ? "" : Files.getLastModifiedTime(keytab);
        } catch (IOException e) {
            return "not there";
        }
    }
}
