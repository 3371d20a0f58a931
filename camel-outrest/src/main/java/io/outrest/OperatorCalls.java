package io.outrest;

import io.outrest.http.HttpTransports;
import io.outrest.observe.Explanation;
import io.outrest.operation.Operation;
import io.outrest.operation.Ping;
import io.outrest.request.Response;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/** What an operator's console, health checks and JMX ask of the component. */
record OperatorCalls(OutrestComponent component) implements Operation.Calling {

    private static final Duration PING = Duration.ofSeconds(5);

    @Override
    public Ping ping(String connection) {
        long began = System.nanoTime();
        try {
            Response answer = OutrestClient.connection(component, connection)
                    .timeout(PING)
                    .ping();
            answer.payload().close();
            boolean up = component.getRegistry().live(connection).pingSuccess().contain(answer.status());
            return new Ping(up, answer.status(), Integer.toString(answer.status()), since(began));
        } catch (OutrestException e) {
            return new Ping(false, 0, String.valueOf(e.getMessage()), since(began));
        } catch (Exception e) { // a status that the connection throws for is not declared
            int status = e instanceof HttpOperationFailedException failed ? failed.getStatusCode() : 0;
            return new Ping(
                    false,
                    status,
                    status > 0 ? Integer.toString(status) : String.valueOf(e.getMessage()),
                    since(began));
        }
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public Explanation explain(String connection, String method, Map<String, ?> parameters, @Nullable Object body) {
        return OutrestClient.connection(component, connection).explain(method, body, parameters);
    }

    @Override
    public int leased() {
        HttpTransports transports = component.transports();
        return transports == null ? 0 : transports.leased();
    }

    @Override
    public int idle() {
        HttpTransports transports = component.transports();
        return transports == null ? 0 : transports.idle();
    }
}
