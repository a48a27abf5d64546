using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Utilities;

namespace MlDash.Server.GraphQl;

/// <summary>The schema of the protocol, word for word from <c>schema.graphql</c>, with a resolver for each of its fields.</summary>
internal static class GraphQlSchema
{
    public static Schema Build(QueryResolvers queries)
    {
        using var resource = typeof(GraphQlSchema).Assembly.GetManifestResourceStream("schema.graphql")!;
        using var text = new StreamReader(resource);
        var builder = new SchemaBuilder();
        queries.Bind(builder.Types);
        ObjectResolvers.Bind(builder.Types);
        ExperimentResolvers.Bind(builder.Types);
        var schema = builder.Build(text.ReadToEnd());
        schema.RegisterType(new OutputScalar("JSON"));
        schema.RegisterType(new OutputScalar("DateTime"));
        schema.RegisterType(new LongGraphType());
        schema.Initialize();
        return schema;
    }

    /// <summary>Sets the resolver of a field.</summary>
    public static void Bind<TSource>(this TypeConfig type, string field, Func<TSource, IResolveFieldContext, object?> resolve) =>
        type.FieldFor(field).Resolver = new FuncFieldResolver<object?>(
            context => GraphQlRequest.Of(context).Budget.Charge(resolve((TSource)context.Source!, context)));

    /// <summary>Sets the resolver of a field that is looked up.</summary>
    public static void BindAsync<TSource>(this TypeConfig type, string field, Func<TSource, IResolveFieldContext, Task<object?>> resolve) =>
        type.FieldFor(field).Resolver = new FuncFieldResolver<object?>(
            async context => GraphQlRequest.Of(context).Budget.Charge(await resolve((TSource)context.Source!, context)));

    /// <summary>Sets the resolver of a field that is a property of its source.</summary>
    public static void Bind<TSource>(this TypeConfig type, string field, Func<TSource, object?> resolve) =>
        type.Bind<TSource>(field, (source, _) => resolve(source));
}
