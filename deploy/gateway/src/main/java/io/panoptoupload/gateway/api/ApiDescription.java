package io.panoptoupload.gateway.api;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.servers.Server;

import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.http.HttpStatus;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the generated description of the API does not find in the code: bodies and problems. */
final class ApiDescription implements OpenApiCustomizer {
    private static final String UPLOADS = UploadsController.PATH;
    private static final String ONE = UPLOADS + "/{requestId}";
    private static final String PROBLEM = "Problem";

    private static final Map<String, List<Integer>> PROBLEMS =
            Map.of(
                    "GET " + UPLOADS,
                    List.of(400),
                    "POST " + UPLOADS,
                    List.of(400, 409, 413, 415, 422),
                    "GET " + ONE,
                    List.of(404),
                    "POST " + ONE + "/cancel",
                    List.of(404, 409, 413, 415, 422),
                    "POST " + ONE + "/retry",
                    List.of(404, 409),
                    "GET " + ONE + "/events",
                    List.of(400),
                    "GET /api/v1/events",
                    List.of(400));

    /** Of every call. */
    private static final List<Integer> ALWAYS = List.of(401, 403, 429, 503);

    @Override
    public void customise(OpenAPI api) {
        api.info(new Info().title("Panopto upload gateway").version("v1"))
                .servers(List.of(new Server().url("/")));
        Components components = api.getComponents();
        components.addSchemas(PROBLEM, problem());
        api.getPaths()
                .forEach((path, item) ->
                        item.readOperationsMap()
                                .forEach((method, operation) ->
                                        describe(method + " " + path, operation)));
    }

    private static void describe(String call, Operation operation) {
        operation.setTags(null);
        ApiResponses responses = operation.getResponses();
        Stream.concat(PROBLEMS.getOrDefault(call, List.of()).stream(), ALWAYS.stream())
                .forEach(status ->
                        responses.addApiResponse(
                                String.valueOf(status),
                                new ApiResponse()
                                        .description(HttpStatus.valueOf(status).getReasonPhrase())
                                        .content(
                                                content("application/problem+json", reference()))));
        if (call.endsWith("/events")) {
            responses.addApiResponse(
                    "200",
                    new ApiResponse()
                            .description("OK")
                            .content(content("text/event-stream", text())));
        } else if (call.equals("POST " + UPLOADS)) {
            Schema<?> request = object();
            request.setDescription(
                    "A request as upload-request.schema.json of the published messages describes it.");
            operation.requestBody(body(request, true));
        } else if (call.endsWith("/cancel")) {
            operation.requestBody(body(object().addProperty("reason", text()), false));
        }
    }

    private static RequestBody body(Schema<?> schema, boolean required) {
        return new RequestBody().required(required).content(content("application/json", schema));
    }

    private static Content content(String type, Schema<?> schema) {
        return new Content().addMediaType(type, new MediaType().schema(schema));
    }

    private static Schema<?> problem() {
        Schema<?> errors = typed("array");
        errors.setItems(object().addProperty("field", text()).addProperty("message", text()));
        return object().addProperty("title", text())
                .addProperty("status", typed("integer"))
                .addProperty("detail", text())
                .addProperty("instance", text())
                .addProperty("errors", errors);
    }

    private static Schema<?> reference() {
        return new Schema<>().$ref("#/components/schemas/" + PROBLEM);
    }

    private static Schema<?> object() {
        return typed("object");
    }

    private static Schema<?> text() {
        return typed("string");
    }

    private static Schema<?> typed(String type) {
        Schema<?> schema = new Schema<>();
        schema.addType(type);
        return schema;
    }
}
