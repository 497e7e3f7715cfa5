/**
 * Writes `src/generated/`: `graphql.ts`, the types of every operation in `src/**\/*.graphql`, checked against
 * `schema.graphql`; `enums.ts`, every enumeration with its values; and `operations.ts`, which operations take an
 * idempotency key.
 */

import { mkdirSync, readFileSync, writeFileSync, globSync } from 'node:fs';

import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildSchema, isEnumType, isInputObjectType, parse, stripIgnoredCharacters, visit } from 'graphql';

const OUTPUT = 'src/generated/';
const SCALARS = { Date: 'string', DateTime: 'string', Decimal: 'string', Time: 'string', ID: 'string' };

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

mkdirSync(OUTPUT, { recursive: true });
for (const section of sections.filter(({ filename }) => filename.endsWith('graphql.ts'))) {
  writeFileSync(section.filename, withoutBlanks(await codegen(section)));
}

/** The documents come with the first page, so they go without line breaks and indentation. */
function withoutBlanks(code: string): string {
  return code.replaceAll(/(?<=new TypedDocumentString\()`([^`]*)`/g, (_, text: string) => `\`${stripIgnoredCharacters(text)}\``);
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
console.log(`${documents.length} GraphQL files`);
