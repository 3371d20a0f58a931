package io.outrest.examples.encrypted;

import java.io.PrintStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.jasypt.JasyptPropertiesParser;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/**
 * Starts a demonstration API and Camel, calls two connections whose secrets are encrypted at rest, and prints what the API saw.
 * Ends with an error when a status is not 200.
 */
public final class EncryptedSettings {

    private EncryptedSettings() {}

    public static void main(String[] arguments) throws Exception {
        run(System.out);
    }

    static void run(PrintStream out) throws Exception {
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:secrets.properties");
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport starting) {
                decryptPropertiesOf(starting.getCamelContext());
            }
        });
        try (DemoApi api = DemoApi.start()) {
            main.addInitialProperty("demo.api", api.url());
            main.start();
            out.println("Secrets are encrypted in secrets.properties, and decrypted when outrest.yaml is read.");
            ProducerTemplate messages = main.getCamelContext().createProducerTemplate();
            for (String connection : new String[] {"Billing API", "CRM"}) {
                Exchange answer = messages.send("outrest:" + connection, exchange -> exchange.getMessage()
                        .setHeader("cust_id", 12345));
                check(connection, answer);
                out.printf("%n   %-10s %s%n", "route", "to(\"outrest:" + connection + "\")");
                out.printf("   %-10s %s%n", "API saw", api.lastSeen());
                out.printf("   %-10s %s%n", "route got", answer.getMessage().getBody());
            }
            out.printf("%nAll as expected. Without the right master password, Camel could not have read them.%n");
        } finally {
            main.stop();
        }
    }

    /** Camel's property placeholders understand {@code ENC(...)} from now on. */
    private static void decryptPropertiesOf(CamelContext camel) {
        JasyptPropertiesParser jasypt = new JasyptPropertiesParser();
        jasypt.setEncryptor(MasterPassword.encryptor());
        ((PropertiesComponent) camel.getPropertiesComponent()).setPropertiesParser(jasypt);
    }

    private static void check(String connection, Exchange answer) {
        Integer status = answer.getMessage().getHeader("CamelHttpResponseCode", Integer.class);
        if (answer.getException() != null || status == null || status != 200) {
            throw new IllegalStateException(
                    connection + ": the status 200 was expected, but it is " + status, answer.getException());
        }
    }
}
