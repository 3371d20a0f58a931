package io.outrest.examples.petstore;

import io.outrest.OutrestException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** What an application writes: routes that say the names of operations. What the names mean stands in petstore.yaml. */
public final class Routes extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:opening-hours")
                .routeId("opening-hours")
                .routeDescription("Call an operation that is for everybody")
                .to("outrest:petstore/openingHours");

        from("direct:find-pets")
                .routeId("find-pets")
                .routeDescription("A list, a deepObject and a header, as the document wants them, and a token")
                .to("outrest:petstore/findPets");

        from("direct:place-order")
                .routeId("place-order")
                .routeDescription("A Map becomes JSON")
                .to("outrest:petstore/placeOrder");

        from("direct:update-pet")
                .routeId("update-pet")
                .routeDescription("A Map becomes a form")
                .to("outrest:petstore/updatePet");

        from("direct:add-photo")
                .routeId("add-photo")
                .routeDescription("A Map becomes a multipart upload")
                .to("outrest:petstore/addPhoto");

        from("direct:track-order")
                .routeId("track-order")
                .routeDescription("Call an operation whose credentials are not there yet: nothing is sent")
                .onException(OutrestException.class)
                .handled(true)
                .setVariable("failure", exchangeProperty(Exchange.EXCEPTION_CAUGHT))
                .end()
                .to("outrest:petstore/trackOrder");
    }
}
