package io.outrest.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.util.StringHelper;

/** Stands for a vault: {@code {{testvault:name}}}, or with a default as those of Camel have it, {@code {{testvault:name:default}}}. */
public final class TestVault implements PropertiesFunction {

    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean reachable = true;

    /** Keeps a secret, or replaces it. */
    public TestVault with(String name, String secret) {
        secrets.put(name, secret);
        return this;
    }

    /** Whether it answers; the exception that it throws otherwise says too much. */
    public TestVault reachable(boolean now) {
        reachable = now;
        return this;
    }

    /** Makes it known to Camel. */
    public TestVault in(CamelContext context) {
        context.getPropertiesComponent().addPropertiesFunction(this);
        return this;
    }

    /** The names that were asked for, in order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public String getName() {
        return "testvault";
    }

    @Override
    public String apply(String remainder) {
        asked.add(remainder);
        String name = StringHelper.before(remainder, ":", remainder);
        if (!reachable) {
            throw new IllegalStateException(
                    "no answer to token S3CR3T-canary-vault, the last was " + secrets.get(name),
                    new IllegalStateException("S3CR3T-canary-cause"));
        }
        String secret = secrets.get(name);
        return secret == null ? StringHelper.after(remainder, ":") : secret;
    }
}
