package io.outrest.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.outrest.settings.InvalidSetting;
import io.outrest.testing.TestKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which key signs how; whether it is signed well is for another library to say. */
class SigningKeyTest {

    private static final Map<String, TestKey> KEYS = Map.of(
            "RSA", TestKey.rsa(2048),
            "RSA 1024", TestKey.rsa(1024),
            "P-256", TestKey.ec("secp256r1"),
            "P-384", TestKey.ec("secp384r1"),
            "P-521", TestKey.ec("secp521r1"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "RS256, RSA", "RS384, RSA", "RS512, RSA",
        "PS256, RSA", "PS384, RSA", "PS512, RSA",
        "ES256, P-256", "ES384, P-384", "ES512, P-521",
    })
    void signatureIsGoodForThoseWhoHaveThePublicKey(String algorithm, String key) throws Exception {
        SigningKey signing = SigningKey.of(definition(KEYS.get(key).pem(), algorithm));

        SignedJWT jwt = signed(signing);

        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
        assertThat(jwt.verify(verifier(KEYS.get(key).publicKey()))).isTrue();
        assertThat(jwt.verify(verifier((key.equals("RSA") ? TestKey.rsa(2048) : TestKey.ec(curve(key))).publicKey())))
                .as("by somebody else's key")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-     | P-256    | algorithm must fit the privateKey, which takes ES256",
                "ES384 | P-256    | algorithm must fit the privateKey, which takes ES256",
                "ES256 | P-521    | algorithm must fit the privateKey, which takes ES512",
                "PS256 | P-384    | algorithm must fit the privateKey, which takes ES384",
                "ES256 | RSA      | algorithm must fit the privateKey, which takes RS256, RS384, RS512, PS256, PS384, PS512",
                "RS256 | RSA 1024 | privateKey must be RSA with 2048 bits at least, or EC on P-256, P-384 or P-521",
                "HS256 | RSA      | algorithm must be RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512",
                "none  | RSA      | algorithm must be RS256",
                "rs256 | RSA      | algorithm must be RS256",
            })
    void algorithmThatTheKeyCannotBeUsedWithIsRefused(@Nullable String algorithm, String key, String problem) {
        SecurityDefinition definition = definition(KEYS.get(key).pem(), algorithm);

        assertThatThrownBy(() -> SigningKey.of(definition))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----\nS3CR3T\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nS3CR3T",
                "-----BEGIN RSA PRIVATE KEY-----\nS3CR3T\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nS3CR3T\n-----END ENCRYPTED PRIVATE KEY-----",
            })
    void whatIsNoKeyIsRefusedAndNotRepeated(String pem) {
        assertThatThrownBy(() -> SigningKey.of(definition(pem, null)))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith("privateKey must be an RSA or EC key in PEM, PKCS#8 without a password")
                .hasMessageNotContaining("S3CR3T")
                .hasNoCause();
    }

    @Test
    void keyMayBeAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("key.pem"), KEYS.get("RSA").pem());

        assertThat(SigningKey.of(definition(file.toString(), null)).algorithm()).isEqualTo(SigningAlgorithm.RS256);
        assertThat(SigningKey.of(definition("file:" + file, null)).algorithm()).isEqualTo(SigningAlgorithm.RS256);
        assertThatThrownBy(() -> SigningKey.of(definition("no-such-file.pem", null)))
                .hasMessage("privateKey names a file that cannot be read: there is none of that name");
        assertThatThrownBy(() -> SigningKey.of(definition("classpath:key.pem", null)))
                .hasMessageContaining("the class path is not looked at");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a key.pem", "a%20key+1.pem", "100%.pem"})
    void blanksAndSignsMayStandInTheNameOfAFile(String name) throws Exception {
        Path file = Files.writeString(folder.resolve(name), KEYS.get("RSA").pem());

        assertThat(SigningKey.of(definition(file.toString(), null)).id()).isNull();
        assertThat(SigningKey.of(definition(file.toUri().toString(), null)).id())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "RSA PRIVATE KEY, this one is of an older form",
        "EC PRIVATE KEY, this one is of an older form",
        "ENCRYPTED PRIVATE KEY, this one has a password"
    })
    void keyInAnotherFormIsToldHowToBecomeOne(String form, String problem) {
        String pem = KEYS.get("RSA").pem().replace("PRIVATE KEY", form);

        assertThatThrownBy(() -> SigningKey.of(definition(pem, null)))
                .hasMessageContaining(problem)
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void keyIdStandsInTheHeaderWhereThereIsOne() throws Exception {
        SecurityDefinition definition = definition(KEYS.get("RSA").pem(), null);
        assertThat(signed(SigningKey.of(definition)).getHeader().getKeyID()).isNull();

        definition.setKeyId("key-7");

        assertThat(signed(SigningKey.of(definition)).getHeader().getKeyID()).isEqualTo("key-7");
    }

    private static SignedJWT signed(SigningKey key) throws Exception {
        return SignedJWT.parse(
                Assertion.by("me", "https://id", Instant.now()).signed(key).reveal());
    }

    private static JWSVerifier verifier(PublicKey key) throws Exception {
        return key instanceof RSAPublicKey rsa ? new RSASSAVerifier(rsa) : new ECDSAVerifier((ECPublicKey) key);
    }

    private static String curve(String name) {
        return "secp" + name.substring(2) + "r1";
    }

    private static SecurityDefinition definition(String pem, @Nullable String algorithm) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setPrivateKey(pem);
        definition.setAlgorithm(algorithm);
        return definition;
    }
}
