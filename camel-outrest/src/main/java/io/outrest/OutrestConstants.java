package io.outrest;

import org.apache.camel.spi.Metadata;

/** The message headers that the component reads and sets. */
public final class OutrestConstants {

    @Metadata(
            label = "producer",
            description =
                    "Values for parameters of this call; what the path template does not declare goes to the query.",
            javaType = "java.util.Map<String, Object>")
    public static final String PARAMS = "CamelOutrestParams";

    @Metadata(
            label = "producer",
            description = "Request headers of this call; they win over all others but credentials.",
            javaType = "java.util.Map<String, Object>")
    public static final String HEADERS = "CamelOutrestHeaders";

    @Metadata(
            label = "producer",
            description = "The total deadline of this call: a Duration, milliseconds, or text such as 30s.",
            javaType = "java.time.Duration")
    public static final String TIMEOUT = "CamelOutrestTimeout";

    @Metadata(
            label = "producer",
            description = "How many times it was tried to send the request to the API; 0 when it was refused before.",
            javaType = "int")
    public static final String ATTEMPTS = "CamelOutrestAttempts";

    @Metadata(label = "producer", description = "The status code of the answer.", javaType = "int")
    public static final String HTTP_RESPONSE_CODE = "CamelHttpResponseCode";

    @Metadata(label = "producer", description = "The reason phrase of the answer.", javaType = "String")
    public static final String HTTP_RESPONSE_TEXT = "CamelHttpResponseText";

    private OutrestConstants() {}
}
