package io.outrest.architecture.offenders;

class PlainSecret {
    static final String ACCESS_TOKEN = "access_token";

    String tokenUrl = "https://id.example.com/token";
    String clientSecret = "";
}
