package io.outrest.examples.springboot;

import io.outrest.connection.Connection;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A connection that is a bean: the bean's name is its name. */
@Configuration
class StockConnection {

    @Bean("Stock API")
    Connection stock(@Value("${shop.api}") String api) {
        Connection connection = new Connection();
        connection.setBaseUrl(api + "/stock");
        connection.setPath("/items/{item}");
        return connection;
    }
}
