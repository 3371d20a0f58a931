package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line: what it prints, and how it ends. */
class MainTest {

    private static final String PETS =
            """
            openapi: 3.0.3
            servers: [{url: https://pets.example.com/v2}]
            security: [{api_key: []}]
            paths:
              /pets/{petId}:
                get:
                  operationId: getPet
                  tags: [pet]
                  parameters:
                  - {name: petId, in: path, required: true}
                  - {name: fields, in: query, style: pipeDelimited, explode: false, allowReserved: true}
                  - {name: filter, in: query, content: {application/json: {}}}
                put:
                  deprecated: true
                  requestBody: {content: {application/json: {}, application/xml: {}}}
                  security: [{}, {oauth: [write], none: []}]
                trace: {operationId: tracePet, security: []}
            components:
              securitySchemes:
                api_key: {type: apiKey, in: header, name: X-Key}
                oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/t, scopes: {}}}}
            """;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return new Main(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void listsAsJsonInTheFormThatOtherProgramsRead() throws IOException {
        assertThat(run("list", file("pets.v2.yaml", PETS), "--name", "pets", "--json"))
                .isZero();

        assertThat(new ObjectMapper().readTree(out()).toString())
                .isEqualTo(("{'name':'pets','spec':'pets.v2.yaml','version':'3.0.3','operations':["
                                + "{'name':'pets/getPet','operationId':'getPet','method':'GET','path':'/pets/{petId}',"
                                + "'baseUrl':'https://pets.example.com/v2','tags':['pet'],'deprecated':false,'parameters':["
                                + "{'name':'petId','in':'path','required':true,'style':'simple','explode':false},"
                                + "{'name':'fields','in':'query','required':false,'style':'pipeDelimited','explode':false,'allowReserved':true},"
                                + "{'name':'filter','in':'query','required':false,'content':'application/json'}],"
                                + "'request':[],'security':[[{'scheme':'api_key','definition':'pets/api_key','scopes':[]}]],'status':'imported'},"
                                + "{'name':'pets/PUT /pets/{petId}','method':'PUT','path':'/pets/{petId}',"
                                + "'baseUrl':'https://pets.example.com/v2','tags':[],'deprecated':true,'parameters':[],"
                                + "'request':['application/json','application/xml'],"
                                + "'security':[[],[{'scheme':'oauth','definition':'pets/oauth','scopes':['write']},{'scheme':'none','scopes':[]}]],'status':'imported'},"
                                + "{'name':'pets/tracePet','operationId':'tracePet','method':'TRACE','path':'/pets/{petId}',"
                                + "'baseUrl':'https://pets.example.com/v2','tags':[],'deprecated':false,'parameters':[],'request':[],'security':[],"
                                + "'status':'skipped','reason':'the method ~TRACE~ is not supported'}],"
                                + "'securityDefinitions':[{'name':'pets/api_key','scheme':'api_key','type':'apiKey','in':'header','keyName':'X-Key'},"
                                + "{'name':'pets/oauth','scheme':'oauth','type':'oauth2','tokenUrl':'https://id.example.com/t'}],"
                                + "'warnings':['pets/PUT /pets/{petId}: the path has ~{petId}~, which no parameter declares']}")
                        .replace('\'', '"')
                        .replace('~', '\''));
        assertThat(err()).isEmpty();
    }

    @Test
    void listsAsATable() throws IOException {
        assertThat(run("list", file("pets.yaml", PETS), "--include", "getPet", "--include", "tracePet"))
                .isZero();

        assertThat(out())
                .isEqualTo(
                        """
                pets: pets.yaml, version 3.0.3

                NAME           METHOD  PATH           SECURITY  STATUS
                pets/getPet    GET     /pets/{petId}  api_key   imported
                pets/tracePet  TRACE   /pets/{petId}            skipped: the method 'TRACE' is not supported

                2 operations: 1 imported, 1 skipped
                at https://pets.example.com/v2
                security definition pets/api_key (apiKey, in header, keyName X-Key) waits for apiKey
                security definition pets/oauth (oauth2, tokenUrl https://id.example.com/t) waits for clientId, clientSecret
                """);
    }

    @Test
    void tellsWhatIsDifferent() throws IOException {
        String old = file("old.yaml", PETS);
        String now = file(
                "new.yaml",
                PETS.replace("getPet", "findPet").replace("deprecated: true", "parameters: [{name: q, in: query}]"));

        assertThat(run("diff", old, now, "--json")).isZero();

        assertThat(new ObjectMapper().readTree(out()))
                .hasToString(
                        "{'added':['old/findPet'],'removed':['old/getPet'],'changed':[{'name':'old/PUT /pets/{petId}','what':['parameters']}]}"
                                .replace('\'', '"'));
        assertThat(run("diff", old, old)).isZero();
        assertThat(out()).isEqualTo("0 added, 0 removed, 0 changed\n");
    }

    @Test
    void exportsADocumentWithPlaceholdersForCredentials() throws IOException {
        assertThat(run("export", file("pets.yaml", PETS), "--include", "getPet"))
                .isZero();

        assertThat(out())
                .isEqualTo(
                        """
                security:
                  pets/api_key:
                    type: apiKey
                    in: header
                    name: X-Key
                    apiKey: "{{pets.api_key.apiKey}}"
                  pets/oauth:
                    type: oauth2
                    tokenUrl: https://id.example.com/t
                    clientId: "{{pets.oauth.clientId}}"
                    clientSecret: "{{pets.oauth.clientSecret}}"
                connections:
                  pets/getPet:
                    baseUrl: https://pets.example.com/v2
                    path: "/pets/{petId}"
                    method: GET
                    declared:
                      query.fields:
                        allowReserved: true
                        style: pipeDelimited
                      query.filter:
                        contentType: application/json
                    security:
                    - pets/api_key
                    tags:
                    - pet
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "list                       | 2 | list takes one document, not 0",
                "list a b                   | 2 | list takes one document, not 2",
                "diff a                     | 2 | diff takes 2 documents, not 1",
                "show a                     | 2 | there is no command show",
                "list a --colour            | 2 | there is no option --colour",
                "list a --name              | 2 | --name needs a value",
                "''                         | 2 | there is no command",
                "list missing.yaml          | 1 | missing.yaml: there is no such file",
                "list text:nonsense         | 1 | text: is a single value, and no OpenAPI document",
                "list text:{openapi:4.0.0}  | 1 | text",
                "export missing.yaml --json | 1 | missing.yaml: there is no such file",
                "diff missing.yaml b        | 1 | missing.yaml: there is no such file",
                "list http://127.0.0.1:9/x  | 1 | the host has no public address",
                "list --help                | 0 | ",
                "help                       | 0 | ",
            })
    void endsWithAStatusThatSaysWhy(String line, int status, String message) {
        assertThat(run(line.split(" "))).isEqualTo(status);

        if (status == 1) {
            assertThat(err()).hasLineCount(1).contains(message);
        } else if (status == 2) {
            assertThat(err()).startsWith(message).contains("usage:");
        }
        if (status != 0) {
            assertThat(out()).isEmpty();
        }
    }

    @Test
    void anUnknownBaseUrlIsOneLine() throws IOException {
        String spec = file("pets.yaml", PETS);

        assertThat(run("list", spec, "--base-url", "nonsense", "--json")).isEqualTo(1);

        assertThat(err()).contains("baseUrl must be http").hasLineCount(1);
        assertThat(out()).isEmpty();
    }

    @Test
    void aNameThatNoEndpointCanHaveIsOneLine() throws IOException {
        String spec = file("pets.yaml", PETS);

        assertThat(run("list", spec, "--name", "a?b")).isEqualTo(1);

        assertThat(err()).contains("cannot be written in an endpoint").hasLineCount(1);
    }

    @Test
    void theTableShowsWhereSecretsWouldGo() throws IOException {
        String spec = file(
                "pets.yaml",
                """
                openapi: 3.0.3
                info: {title: Pets, version: '1'}
                paths: {}
                components:
                  securitySchemes:
                    login: {type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/t, scopes: {}}}}
                """);

        run("list", spec, "--name", "p");

        assertThat(out())
                .contains("security definition p/login (oauth2, tokenUrl https://id.example.com/t) waits for clientId");
    }
}
