package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.Secret;
import io.outrest.settings.SettingsOf;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.util.SensitiveUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Camel masks settings in its start-up lines by their names. */
class SecretSettingNamesTest {

    /** Camel has no word for it: whoever gives the key itself as a component property, instead of a file, sees it logged. */
    private static final Set<String> NOT_MASKED = Set.of("clientKey");

    static Stream<String> secretSettings() {
        return Stream.of(SecurityDefinition.class, ProxySettings.class, TlsSettings.class)
                .flatMap(type -> SettingsOf.type(type).settings().values().stream())
                .filter(setting -> setting.type() == Secret.class)
                .map(SettingsOf.Setting::name)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("secretSettings")
    void camelMasksSecretSettings(String name) {
        assertThat(SensitiveUtils.containsSensitive(name)).isEqualTo(!NOT_MASKED.contains(name));
    }
}
