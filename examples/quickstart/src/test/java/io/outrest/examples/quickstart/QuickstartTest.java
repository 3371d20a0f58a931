package io.outrest.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** It also shows that a {@code Map} can be sent without camel-attachments, which is not on the class path here. */
class QuickstartTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @AfterEach
    void forgetTheWrongKey() {
        System.clearProperty("demo.billing.key");
    }

    @Test
    void showsWhatTheApiSawAndWhatTheRouteGot() throws Exception {
        Quickstart.run(new PrintStream(output, true, StandardCharsets.UTF_8));

        assertThat(rows("route"))
                .containsExactly(
                        "to(\"outrest:Customer API\")",
                        "to(\"outrest:Orders API?method=POST\")",
                        "to(\"outrest:Orders API?query.status=${header.state}\")",
                        "to(\"outrest:Customer API?header.Cache-Control=no-cache\")",
                        "to(\"outrest:Customer API\")",
                        "to(\"outrest:Set Billing Info\")",
                        "to(\"outrest:Invoices API\")");
        assertThat(rows("API saw"))
                .containsExactly(
                        "GET /crm/customers/12345",
                        "POST /orders/v2/customers/12345/orders",
                        "GET /orders/v2/customers/EU%2F12345/orders?status=in%20transit&page=2",
                        "GET /crm/customers/12345",
                        "GET /crm/customers/12345",
                        "GET /crm/customers/99999",
                        "GET /crm/customers/13",
                        "POST /billing/customer/12345/phone/%2B49%2030%201234?priority=high",
                        "POST /oauth2/token",
                        "GET /invoices/2026-17",
                        "GET /invoices/2026-18");
        assertThat(rows("route got"))
                .containsExactly(
                        "200 {id=12345, name=Ada Lovelace}",
                        "201 {order=A-1, state=open}",
                        "200 [{order=A-1}, {order=A-2}]",
                        "200 {id=12345, name=Ada Lovelace}",
                        "200 {id=12345, name=Ada Lovelace}",
                        "404 {error=no such customer}",
                        "500 {error=the database is away}",
                        "200 {accepted=true}",
                        "200 {invoice=2026-17, total=42.5}",
                        "200 {invoice=2026-18, total=42.5}");
        assertThat(lines())
                .contains("{\"item\":\"tea\"}", "X-Correlation-ID: order-4711", "X-App-Name: Outrest")
                .doesNotContain("Internal-Note: matches no pattern of forwardHeaders, stays here");
    }

    @Test
    void masksEverySecret() throws Exception {
        Quickstart.run(new PrintStream(output, true, StandardCharsets.UTF_8));

        assertThat(lines())
                .filteredOn(line -> line.startsWith("Authorization") || line.startsWith("X-API-Key"))
                .containsExactly(
                        "X-API-Key: ********",
                        "Authorization: Basic ********",
                        "Authorization: Bearer ********",
                        "Authorization: Bearer ********");
    }

    @Test
    void endsWithAnErrorWhenAStatusIsUnexpected() {
        System.setProperty("demo.billing.key", "wrong");

        assertThatThrownBy(() -> Quickstart.run(new PrintStream(output, true, StandardCharsets.UTF_8)))
                .hasMessage("set-billing-info: the status 200 was expected, but it is 401");
        assertThat(rows("route got")).last().isEqualTo("401 {error=no such key}");
    }

    private List<String> rows(String label) {
        String start = String.format("   %-10s ", label);
        return output.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }

    private List<String> lines() {
        return output.toString(StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .toList();
    }
}
