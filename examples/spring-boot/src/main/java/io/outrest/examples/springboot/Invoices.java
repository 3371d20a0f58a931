package io.outrest.examples.springboot;

import io.outrest.OutrestClient;
import io.outrest.OutrestException;
import io.outrest.request.Response;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Calls a connection without a route. */
@Service
class Invoices {

    private final OutrestClient rest;

    Invoices(OutrestClient rest) {
        this.rest = rest;
    }

    String find(String number) {
        try {
            Response invoice = rest.connection("billing").get(Map.of("number", number));
            return invoice.status() + " " + invoice.data();
        } catch (OutrestException e) {
            return "no answer, " + e.getKind();
        }
    }
}
