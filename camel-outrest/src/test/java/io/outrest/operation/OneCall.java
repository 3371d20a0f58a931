package io.outrest.operation;

import io.outrest.OutrestClient;
import io.outrest.OutrestComponent;
import io.outrest.connection.Connection;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** A program that makes one call to the URL it is given, and prints its status. */
final class OneCall {

    private OneCall() {}

    public static void main(String[] url) throws Exception {
        CamelContext camel = new DefaultCamelContext();
        Connection connection = new Connection();
        connection.setBaseUrl(url[0]);
        camel.getComponent("outrest", OutrestComponent.class).getConnections().put("Api", connection);
        camel.start();
        System.out.println(
                "status " + OutrestClient.of(camel).connection("Api").get().status());
        camel.stop();
    }
}
