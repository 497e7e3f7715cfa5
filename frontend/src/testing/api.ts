/**
 * The server of the page tests: it answers with given values, checked against the real schema.
 *
 * An operation or a given value that the schema does not know fails. What
 * is not given is null or empty where the schema allows it, else a default.
 */

import { readFileSync } from 'node:fs';

import {
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLTypeResolver,
  buildSchema,
  executeSync,
  getNamedType,
  getOperationAST,
  isEnumType,
  isListType,
  isNonNullType,
  isScalarType,
  parse,
  validate,
} from 'graphql';
import { vi } from 'vitest';

/** Values by field, from the fields of `Query` and `Mutation` on; a function receives the field's arguments. */
export type Given = Record<string, unknown>;

const HOUR_MS = 3_600_000;
const schema = buildSchema(readFileSync(`${import.meta.dirname}/../../../schema.graphql`, 'utf8'));

const NOTHING: Record<string, unknown> = {
  Int: 0,
  Float: 0,
  Boolean: false,
  Date: '2026-01-01',
  DateTime: '2026-01-01T00:00:00Z',
  Time: '00:00',
  Decimal: '0.00',
};

const FRAME = /(query Shell|mutation RefreshSession)\b/;

/** The session of the signed-in user, in a shop whose first run is published. */
const SESSION: Given = {
  publishedRun: { id: 'R1', logicalDate: '2026-05-01', publishedAt: '2026-05-01T18:00:00Z' },
  refreshSession: {
    __typename: 'SignedIn',
    accessToken: 'token',
    expiresAt: new Date(Date.now() + HOUR_MS).toISOString(),
  },
};

let problem: Error | null = null;

/** What was wrong with a request or a given value; a page would show it as an error of the server. */
export function takeProblem(): Error | null {
  const taken = problem;
  problem = null;
  return taken;
}

let requests: { operation: string; variables: Record<string, unknown> }[] = [];

/** The variables of each request of a named operation since `respondWith` was called. */
export function sentVariables(operation: string): Record<string, unknown>[] {
  return requests.filter((request) => request.operation === operation).map(({ variables }) => variables);
}

/** Answer every request with these values, from now on. */
export function respondWith(given: Given): void {
  requests = [];
  vi.stubGlobal('fetch', async (_address: string, { body, headers }: { body: string; headers: Record<string, string> }) => {
    if (headers.Accept === 'text/event-stream') return new Promise(() => {});
    try {
      return Response.json(answer(body, given));
    } catch (error) {
      problem = error as Error;
      throw error;
    }
  });
}

/** The server is unreachable from now on, except for the queries of the shell. */
export function unreachable(given: Given = {}): void {
  vi.stubGlobal('fetch', async (_address: string, { body }: { body: string }) => {
    if (!FRAME.test(body)) throw new TypeError('fetch failed');
    return Response.json(answer(body, given));
  });
}

/** The server is busy from now on, except for the queries of the shell. */
export function respondBusy(given: Given = {}): void {
  const body = { errors: [{ message: 'The server is busy. Try again in a moment.', extensions: { code: 'BUSY' } }] };
  vi.stubGlobal('fetch', async (_address: string, request: { body: string }) =>
    FRAME.test(request.body) ? Response.json(answer(request.body, given)) : Response.json(body, { status: 503 }),
  );
}

/** The runs of all lists but the newest are not kept any more: pages with a cursor are refused. */
export function respondExpired(given: Given): void {
  const body = { errors: [{ message: 'This list is older than what is kept.', extensions: { code: 'LIST_EXPIRED' } }] };
  vi.stubGlobal('fetch', async (_address: string, request: { body: string }) => {
    const { variables } = JSON.parse(request.body) as { variables: { after?: string | null } };
    return Response.json(variables.after ? body : answer(request.body, given));
  });
}

function answer(body: string, given: Given): { data: unknown } {
  const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
  const document = parse(query);
  const [mistake] = validate(schema, document);
  if (mistake) throw mistake;
  requests.push({ operation: getOperationAST(document)?.name?.value ?? '', variables });
  const { data, errors } = executeSync({
    schema,
    document,
    rootValue: { ...SESSION, ...given },
    variableValues: variables,
    fieldResolver,
    typeResolver,
  }) as { data?: unknown; errors?: readonly Error[] };
  if (errors?.[0]) throw errors[0];
  return { data };
}

const fieldResolver: GraphQLFieldResolver<Given, unknown> = (source, args, _context, { fieldName, parentType, returnType }) => {
  checkFields(parentType, source);
  const value = source[fieldName];
  if (value === undefined) return nothing(returnType, fieldName);
  return typeof value === 'function' ? (value as (given: unknown) => unknown)(args) : value;
};

const typeResolver: GraphQLTypeResolver<Given, unknown> = ({ __typename }) => __typename as string;

/** A given field that its type does not have would be ignored. */
function checkFields(type: GraphQLObjectType, source: Given): void {
  const isRoot = type === schema.getQueryType() || type === schema.getMutationType();
  const known = isRoot ? [schema.getQueryType(), schema.getMutationType()] : [type];
  const stray = Object.keys(source).find((key) => key !== '__typename' && !known.some((one) => one && key in one.getFields()));
  if (stray) throw new Error(`${type.name} has no field ${stray}.`);
}

function nothing(type: GraphQLOutputType, field: string): unknown {
  if (!isNonNullType(type)) return null;
  if (isListType(type.ofType)) return [];
  const named: GraphQLNamedType = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (isScalarType(named)) return NOTHING[named.name] ?? field;
  return {};
}
