using System.Text.Json.Nodes;
using IndicatorAlerts.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;

namespace IndicatorAlerts.OpenApi;

/// <summary>What the library cannot see of an operation: what handlers read from the request themselves, and who may ask.</summary>
static class OperationText
{
    public const string RoleExtension = "x-required-role";

    public static async Task CompleteAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancel
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        AddPath(operation, RoutePatternFactory.Parse(context.Description.RelativePath!));
        foreach (var parameter in metadata.OfType<ParameterDescription>())
            (operation.Parameters ??= []).Add(Parameter(parameter));
        if (metadata.OfType<BodyDescription>().LastOrDefault() is { } body)
            operation.RequestBody = await BodyAsync(body, context, cancel);
        if (metadata.OfType<RequiredRole>().ToList() is { Count: > 0 } rules)
            AddRole(operation, rules.Max(r => r.Least), context.Document!);
    }

    static void AddPath(OpenApiOperation operation, RoutePattern route)
    {
        operation.Parameters ??= [];
        foreach (var part in route.Parameters)
            if (!operation.Parameters.Any(p => p.In == ParameterLocation.Path && p.Name == part.Name))
                operation.Parameters.Add(
                    new OpenApiParameter
                    {
                        Name = part.Name,
                        In = ParameterLocation.Path,
                        Required = true,
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    }
                );
    }

    static OpenApiParameter Parameter(ParameterDescription parameter) =>
        new()
        {
            Name = parameter.Name,
            In = parameter.IsHeader ? ParameterLocation.Header : ParameterLocation.Query,
            Description = parameter.Description,
            Required = parameter.IsRequired,
            Schema = new OpenApiSchema
            {
                Type = parameter.Type switch
                {
                    "integer" => JsonSchemaType.Integer,
                    "number" => JsonSchemaType.Number,
                    "boolean" => JsonSchemaType.Boolean,
                    _ => JsonSchemaType.String,
                },
                Format = parameter.Type == "date-time" ? parameter.Type : null,
            },
        };

    static async Task<OpenApiRequestBody> BodyAsync(
        BodyDescription body,
        OpenApiOperationTransformerContext context,
        CancellationToken cancel
    )
    {
        var schema = await context.GetOrCreateSchemaAsync(body.Type, null, cancel);
        return new()
        {
            Required = true,
            Content = body.ContentTypes.ToDictionary(
                type => type,
                type => new OpenApiMediaType
                {
                    Schema = type.EndsWith("json", StringComparison.Ordinal)
                        ? schema
                        : new OpenApiSchema { Type = JsonSchemaType.String },
                }
            ),
        };
    }

    static void AddRole(OpenApiOperation operation, Role least, OpenApiDocument document)
    {
        var role = AccessRules.NameOf(least);
        operation.Description = $"{operation.Description} Needs the role '{role}' or a higher one.".Trim();
        // For schemes other than OAuth 2, the list may name the roles that are needed.
        operation.Security =
        [
            .. DocumentText.Schemes.Keys.Select(scheme => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(scheme, document)] = [role],
            }),
        ];
        (operation.Extensions ??= new Dictionary<string, IOpenApiExtension>())[RoleExtension] = new JsonNodeExtension(
            JsonValue.Create(role)
        );
    }
}
