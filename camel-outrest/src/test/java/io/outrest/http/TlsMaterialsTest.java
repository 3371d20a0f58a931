package io.outrest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.settings.InvalidSetting;
import io.outrest.testing.LogLines;
import io.outrest.testing.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apache.logging.log4j.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When other content of a file comes into force. */
class TlsMaterialsTest {

    private static final TlsMaterials.SslContexts NO_BEANS = new TlsMaterials.SslContexts() {
        @Override
        public @Nullable SSLContext create(String bean) {
            return null;
        }

        @Override
        public List<Path> files(String bean) {
            return List.of();
        }
    };

    @TempDir
    private static Path identities;

    private static TestIdentity first;
    private static TestIdentity second;

    @TempDir
    private Path folder;

    private final TlsMaterials materials = new TlsMaterials(NO_BEANS);
    private final LogLines log = LogLines.open();
    private Path certificate;
    private Path key;

    @BeforeAll
    static void makeIdentities() {
        first = TestIdentity.of(identities, "dns:first");
        second = TestIdentity.of(identities, "dns:second");
    }

    @BeforeEach
    void writeFiles() {
        certificate = folder.resolve("client.pem");
        key = folder.resolve("client.key");
        write(first);
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void contentIsInForceWhenTwoLooksInARowHaveSeenIt() {
        TlsMaterials.Use use = materials.use(settings(), false);
        write(second);

        assertThat(materials.look()).isFalse();
        assertThat(materials.look()).isTrue();

        assertThat(use.isOutdated()).isTrue();
        assertThat(use.tls().clientKey())
                .isEqualTo(materials.use(textOf(first), false).tls().clientKey());
        assertThat(materials.use(settings(), false).tls())
                .isEqualTo(materials.use(textOf(second), false).tls());
    }

    @Test
    void contentThatChangesBetweenTwoLooksIsWaitedFor() {
        materials.use(settings(), false);
        write(certificate, "-----BEGIN");
        materials.look();
        write(second);

        assertThat(materials.look()).isFalse();
        assertThat(materials.look()).isTrue();
        assertThat(log.of(Level.WARN)).isEmpty();
    }

    @Test
    void pairThatDoesNotFitIsRefusedOnceByFileAndSetting() {
        TlsMaterials.Use use = materials.use(settings(), false);
        write(key, second.key());

        looks(5);

        assertThat(use.isOutdated()).isFalse();
        assertThat(log.of(Level.WARN))
                .containsExactly("What [" + key
                        + "] hold now cannot be used, and what they held before stays in force: clientKey is not the key of"
                        + " the certificate in clientCertificate");
        write(certificate, second.certificate());
        looks(2);
        assertThat(use.isOutdated()).isTrue();
    }

    @Test
    void fileThatVanishesLeavesItsContentInForceForThoseWhoComeLaterToo() throws IOException {
        TlsMaterials.Use use = materials.use(settings(), false);
        Files.delete(key);

        looks(4);

        assertThat(use.isOutdated()).isFalse();
        assertThat(materials.use(settings(), false).tls()).isEqualTo(use.tls());
        assertThat(log.of(Level.WARN))
                .singleElement()
                .asString()
                .contains(key.toString(), "clientKey", "cannot be read");
    }

    @Test
    void oldContentThatComesBackIsNoChange() {
        TlsMaterials.Use use = materials.use(settings(), false);
        write(key, "garbage");
        looks(3);
        write(key, first.key());
        looks(3);
        write(key, "garbage");
        looks(3);

        assertThat(use.isOutdated()).isFalse();
        assertThat(log.of(Level.WARN)).hasSize(2);
    }

    @Test
    void anotherCommentIsNoOtherCertificate() {
        TlsMaterials.Use use = materials.use(settings(), false);
        write(certificate, "# renewed\n" + first.certificate());

        looks(3);

        assertThat(use.isOutdated()).isFalse();
        assertThat(log.of(Level.WARN)).isEmpty();
    }

    @Test
    void filesOfSettingsThatNobodyUsesAreNotLookedAt() {
        TlsMaterials.Use one = materials.use(settings(), false);
        TlsMaterials.Use other = materials.use(settings(), false);
        one.close();
        one.close();
        write(key, "garbage");
        looks(2);
        assertThat(log.of(Level.WARN)).hasSize(1);

        other.close();
        write(key, "other garbage");
        looks(2);

        assertThat(log.of(Level.WARN)).hasSize(1);
        assertThatThrownBy(() -> materials.use(settings(), false)).isInstanceOf(InvalidSetting.class);
    }

    @Test
    void certificateAndKeyMayStandInOneFile() {
        write(certificate, first.key() + first.certificate());
        TlsSettings settings = settings();
        settings.setClientKey(certificate.toString());

        TransportSettings.Tls tls = materials.use(settings, false).tls();

        assertThat(tls.clientCertificate()).doesNotContain("PRIVATE");
        assertThat(tls.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void keyOfAnotherCertificateIsRefusedAtFirstToo() {
        write(key, second.key());

        assertThatThrownBy(() -> materials.use(settings(), false))
                .hasMessage("tls.clientKey is not the key of the certificate in clientCertificate");
    }

    /** Keeps out: an exception about a path that cannot be one, which quotes what was written. */
    @Test
    void keyThatStandsWhereAPathShouldIsNotRepeated() {
        TlsSettings settings = settings();
        settings.setClientKey("S3CR3T\0");

        assertThatThrownBy(() -> materials.use(settings, false))
                .hasMessage("tls.clientKey names a file that cannot be read")
                .hasNoCause();
    }

    @Test
    void settingsThatMeanTheSameShareWhatWasRead() {
        TlsSettings outspoken = settings();
        outspoken.setVerifyHostname(true);
        outspoken.setTrustAll(false);

        assertThat(materials.use(outspoken, true).tls())
                .isSameAs(materials.use(settings(), false).tls());
    }

    @Test
    void fingerprintIsThatOfTheContent() {
        String before = materials.use(settings(), false).fingerprint();
        write(second);
        looks(2);

        assertThat(materials.use(settings(), false).fingerprint()).isNotEqualTo(before);
        assertThat(materials.use(textOf(first), false).fingerprint()).isEmpty();
    }

    private void looks(int times) {
        for (int i = 0; i < times; i++) {
            materials.look();
        }
    }

    private TlsSettings settings() {
        TlsSettings settings = new TlsSettings();
        settings.setClientCertificate(certificate.toString());
        settings.setClientKey("file:" + key);
        return settings;
    }

    private static TlsSettings textOf(TestIdentity identity) {
        TlsSettings settings = new TlsSettings();
        settings.setClientCertificate(identity.certificate());
        settings.setClientKey(identity.key());
        return settings;
    }

    private void write(TestIdentity identity) {
        write(certificate, identity.certificate());
        write(key, identity.key());
    }

    /** By a new file in the old one's place, as certificates are renewed; also the clock may not have ticked in between. */
    private void write(Path file, String content) {
        try {
            Path next = Files.writeString(folder.resolve("next"), content);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
