package io.outrest.testing;

import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.outrest.OutrestComponent;
import io.outrest.connection.Connection;
import io.outrest.resilience.RateLimitSettings;
import java.io.OutputStream;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * An instance of an application, in a process of its own: calls a server as fast as it can, within a quota in Redis, until its
 * input ends. Its arguments: the URL of Redis, the URL of the server, calls, per.
 */
public final class LimitedCaller {

    private LimitedCaller() {}

    public static void main(String... arguments) throws Exception {
        CamelContext context = new DefaultCamelContext();
        RedisClient redis = quotas(context, arguments[0]);
        OutrestComponent component = new OutrestComponent();
        component
                .getRegistry()
                .put("API", connection(arguments[1], Integer.parseInt(arguments[2]), arguments[3], "closed"));
        context.addComponent("outrest", component);
        context.start();
        Thread caller = new Thread(() -> call(context.createProducerTemplate()));
        caller.setDaemon(true);
        caller.start();
        System.in.transferTo(OutputStream.nullOutputStream());
        context.stop();
        redis.shutdown();
    }

    /** Binds the bean {@code quotas}; the sample of the reference. */
    public static RedisClient quotas(CamelContext camelContext, String redisUrl) {
        RedisClient redis = RedisClient.create(redisUrl);
        redis.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .build());
        camelContext
                .getRegistry()
                .bind(
                        "quotas",
                        Bucket4jLettuce.casBasedBuilder(
                                        redis.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)))
                                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(
                                        Duration.ofMinutes(1)))
                                .build());
        return redis;
    }

    /** A connection whose quota that bean keeps. */
    public static Connection connection(String url, int calls, String per, String onStoreFailure) {
        RateLimitSettings limit = new RateLimitSettings();
        limit.setCalls(calls);
        limit.setPer(per);
        limit.setShared("quotas");
        limit.setOnStoreFailure(onStoreFailure);
        Connection connection = new Connection();
        connection.setBaseUrl(url);
        connection.setRateLimit(limit);
        return connection;
    }

    private static void call(ProducerTemplate template) {
        while (!Thread.currentThread().isInterrupted()) {
            template.send("outrest:API", message -> {});
        }
    }
}
