package io.outrest.examples.springboot;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts a demonstration API and the application, and shows what is called. */
@SpringBootApplication
public class Shop {

    public static void main(String[] arguments) throws IOException {
        run(System.out, arguments);
    }

    static void run(PrintStream out, String... arguments) throws IOException {
        try (DemoApi api = DemoApi.start(out)) {
            Map<String, Object> places = Map.of("shop.api", api.url(), "shop.billing-key", api.key());
            try (ConfigurableApplicationContext spring =
                    new SpringApplicationBuilder(Shop.class).properties(places).run(arguments)) {
                spring.getBean(Tour.class).show(out);
            }
        }
    }
}
