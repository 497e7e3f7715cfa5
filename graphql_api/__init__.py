"""The edge: HTTP, GraphQL schema, auth context, limits, data loaders, static files."""
