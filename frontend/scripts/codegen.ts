/**
 * Writes `src/generated/`: `graphql.ts`, the types of every operation in `src/**\/*.graphql`, checked against
 * `schema.graphql`; `documents/`, the operations themselves, a module per folder; `enums.ts`, every enumeration with its
 * values; `operations.ts`, which operations take an idempotency key; and `bounds.ts`, the limits that the descriptions of
 * inputs and arguments state.
 */

import { mkdirSync, readFileSync, writeFileSync, globSync } from 'node:fs';

import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildSchema, isEnumType, isInputObjectType, parse, stripIgnoredCharacters, visit } from 'graphql';

const OUTPUT = 'src/generated/';
const SCALARS = { Date: 'string', DateTime: 'string', Decimal: 'string', Time: 'string', ID: 'string', Long: 'number' };

const sdl = readFileSync('../schema.graphql', 'utf8');
const documents = globSync('src/**/*.graphql')
  .toSorted()
  .map((location) => {
    const rawSDL = readFileSync(location, 'utf8');
    return { location, rawSDL, document: parse(rawSDL) };
  });

const schema = buildSchema(sdl);
const sections = await preset.buildGeneratesSection({
  baseOutputDir: OUTPUT,
  schema: parse(sdl),
  schemaAst: schema,
  documents,
  config: { documentMode: 'string', enumType: 'string-literal', scalars: SCALARS, strictScalars: true, useTypeImports: true },
  presetConfig: { fragmentMasking: false, skipIndexFile: true },
  plugins: [],
  pluginMap: {},
});

mkdirSync(`${OUTPUT}documents`, { recursive: true });
for (const section of sections.filter(({ filename }) => filename.endsWith('graphql.ts'))) {
  writeFileSync(section.filename, withDocumentsApart(withoutBlanks(await codegen(section))));
}

/** Documents travel to the browser: without line breaks and indentation. */
function withoutBlanks(code: string): string {
  return code.replaceAll(/(?<=new TypedDocumentString\()`([^`]*)`/g, (_, text: string) => `\`${stripIgnoredCharacters(text)}\``);
}

/** Writes the documents of each folder into a module of their own, so that a page loads those of its feature only. */
function withDocumentsApart(code: string): string {
  const declared = code.match(/^export class TypedDocumentString[^]*?^\}\n/m)?.[0];
  if (declared === undefined) throw new Error('The generated code has no class TypedDocumentString.');
  const typeImport = "import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';\n";
  writeFileSync(`${OUTPUT}typed-document.ts`, `/* eslint-disable */\n${typeImport}\n${declared}`);
  const lines = code.split('\n');
  const constants = new Map(lines.map((line) => [line.match(/^export const (\w+)(?:Document|FragmentDoc) = /)?.[1] ?? '', line]));
  const exported = Object.entries(Object.groupBy(documents, ({ location }) => folderOf(location))).map(([folder, ofFolder = []]) => {
    const names = ofFolder.flatMap(({ document }) => document.definitions).flatMap((it) => (it.kind === 'OperationDefinition' && it.name ? [it.name.value] : []));
    const found = names.map((name) => constants.get(name)?.replace(/TypedDocumentString<(\w+), (\w+)>/, 'TypedDocumentString<Types.$1, Types.$2>'));
    const head = "/* eslint-disable */\nimport type * as Types from '../graphql';\nimport { TypedDocumentString } from '../typed-document';\n\n";
    writeFileSync(`${OUTPUT}documents/${folder}.ts`, `${head}${found.join('\n')}\n`);
    return names.length > 0 ? `export { ${names.map((name) => `${name}Document`).join(', ')} } from './documents/${folder}';\n` : '';
  });
  const isType = (line: string) => !/^export const \w+(Document|FragmentDoc) = /.test(line) && line !== typeImport.trimEnd();
  const types = lines.filter(isType).join('\n');
  return `${types.replace(declared.trimEnd(), "export { TypedDocumentString } from './typed-document';")}\n${exported.join('')}`;
}

/** The folder of an operation's file as the name of a module: `features-skus`. */
function folderOf(location: string): string {
  return location.split('/').slice(1, -1).join('-');
}

const enums = Object.values(schema.getTypeMap())
  .filter((type) => isEnumType(type) && !type.name.startsWith('__'))
  .map((type) => ({ name: type.name, values: isEnumType(type) ? type.getValues().map((value) => `'${value.name}'`) : [] }))
  .map(
    ({ name, values }) =>
      `export const ${name}Values = [${values.join(', ')}] as const;\nexport type ${name} = (typeof ${name}Values)[number];\n`,
  );
writeFileSync(`${OUTPUT}enums.ts`, enums.join('\n'));

const idempotent = documents.flatMap(({ document }) => {
  const names: string[] = [];
  visit(document, {
    OperationDefinition: ({ name, variableDefinitions }) => {
      const takesKey = variableDefinitions?.some(({ type }) => {
        const named = type.kind === 'NonNullType' ? type.type : type;
        const input = named.kind === 'NamedType' ? schema.getType(named.name.value) : undefined;
        return isInputObjectType(input) && 'idempotencyKey' in input.getFields();
      });
      if (name && takesKey) names.push(`'${name.value}'`);
    },
  });
  return names;
});
writeFileSync(`${OUTPUT}operations.ts`, `export const IDEMPOTENT_OPERATIONS: ReadonlySet<string> = new Set([${idempotent.join(', ')}]);\n`);

const number = String.raw`([\d,]+(?:\.\d+)?)`;
const asNumber = (text: string | undefined) => (text === undefined ? undefined : text.replaceAll(',', ''));

/** What a description such as "The reason, 1 to 2,000 characters." or "Its name, at most 100 characters." says; its last range counts. */
function boundsOf(description: string): string | null {
  const range = [...description.matchAll(new RegExp(`${number} to ${number}`, 'g'))].at(-1);
  const min = asNumber(range?.[1] ?? new RegExp(`[Aa]t least ${number}`).exec(description)?.[1]);
  const max = asNumber(range?.[2] ?? new RegExp(`[Aa]t most ${number}`).exec(description)?.[1]);
  const found = [min && `min: ${min}`, max && `max: ${max}`].filter(Boolean);
  return found.length > 0 ? `{ ${found.join(', ')} }` : null;
}

type Described = { name: string; description?: string | null };

function constantOf(name: string, members: readonly Described[]): string[] {
  const found = members.flatMap((member) => {
    const bounds = boundsOf(member.description?.replaceAll(/\s+/g, ' ') ?? '');
    return bounds ? [`  ${member.name}: ${bounds},`] : [];
  });
  return found.length > 0 ? [`export const ${name}Bounds = {\n${found.join('\n')}\n} as const;\n`] : [];
}

const bounds = Object.values(schema.getTypeMap()).flatMap((type) => (isInputObjectType(type) ? constantOf(type.name, Object.values(type.getFields())) : []));
const page = schema.getQueryType()?.getFields().skus?.args.find(({ name }) => name === 'first');
writeFileSync(`${OUTPUT}bounds.ts`, [...bounds, ...constantOf('Page', page ? [page] : [])].join('\n'));
console.log(`${documents.length} GraphQL files`);
