package org.activityrelay.relay.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.activityrelay.relay.security.SecuritySettings.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

class ApiKeysTest {

    @Test
    void makesAnotherKeyEachTime() {
        List<String> keys = IntStream.range(0, 100)
                .mapToObj(i -> ApiKeys.generate(Role.INGEST, "desktop").key())
                .toList();

        assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.matches("relay_ingest_[A-Za-z0-9_-]{43}"));
    }

    @Test
    void knowsAKeyByItsHashOnly() {
        ApiKeys.NewKey made = ApiKeys.generate(Role.OPERATOR, "ops");
        ApiKeys keys = new ApiKeys(Map.of("ops", new Key(Role.OPERATOR, made.hash(), null, "acme")));

        assertThat(keys.find(made.key())).contains(new Caller("ops", Role.OPERATOR, "acme"));
        assertThat(keys.find(made.hash())).isEmpty();
        assertThat(keys.find("")).isEmpty();
        assertThat(made.hash()).doesNotContain(made.key());
        assertThat(made.toString()).doesNotContain(made.key(), made.hash());
        assertThat(new Key(Role.ADMIN, made.hash(), null, null).toString()).doesNotContain(made.hash());
    }

    @Test
    void printsLinesThatConfigureTheKey() throws Exception {
        ApiKeys.NewKey made = ApiKeys.generate(Role.INGEST, "desktop7");
        StandardEnvironment yaml = new StandardEnvironment();
        new YamlPropertySourceLoader()
                .load("printed", new ByteArrayResource(made.yaml().getBytes()))
                .forEach(yaml.getPropertySources()::addFirst);
        StandardEnvironment variables = new StandardEnvironment();
        Map<String, Object> values = new HashMap<>();
        made.environment().lines().forEach(line -> values.put(line.split("=", 2)[0], line.split("=", 2)[1]));
        variables.getPropertySources().addFirst(new SystemEnvironmentPropertySource("systemEnvironment", values));

        for (StandardEnvironment environment : List.of(yaml, variables)) {
            Map<String, Key> bound = Binder.get(environment)
                    .bind("relay.security.keys", Bindable.mapOf(String.class, Key.class))
                    .get();
            assertThat(new ApiKeys(bound).find(made.key())).contains(new Caller("desktop7", Role.INGEST, null));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a-b", "a.b", "ä", "../x", "0123456789012345678901234567890123456789x"})
    void refusesNamesThatNoEnvironmentVariableCanCarry(String name) {
        assertThatThrownBy(() -> ApiKeys.generate(Role.INGEST, name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ApiKeys(Map.of(name, new Key(Role.INGEST, hash(), null, null))))
                .isInstanceOf(MisconfiguredException.class);
    }

    @Test
    void namesTheSettingThatIsWrongAndNeverShowsItsValue() {
        String secret = ApiKeys.generate(Role.INGEST, "x").key();

        assertThatThrownBy(() -> new ApiKeys(Map.of("ops", new Key(Role.OPERATOR, secret, null, null))))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("relay.security.keys.ops.hash")
                .hasMessageNotContaining(secret);
        assertThatThrownBy(() -> new ApiKeys(Map.of("ops", new Key(Role.OPERATOR, hash(), secret, null))))
                .hasMessageContaining("relay.security.keys.ops.next-hash")
                .hasMessageNotContaining(secret);
        assertThatThrownBy(() -> new ApiKeys(Map.of("ops", new Key(null, hash(), null, null))))
                .hasMessageContaining("relay.security.keys.ops.role");
    }

    private static String hash() {
        return ApiKeys.generate(Role.INGEST, "x").hash();
    }
}
