/** Puts a Brotli and a gzip copy beside each built text file, so that no request pays for compression. */

import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const MIN_BYTES = 256;

for (const name of globSync('dist/**/*.{js,css,html,svg,json}')) {
  const content = readFileSync(name);
  if (content.length < MIN_BYTES) continue;
  writeFileSync(`${name}.gz`, gzipSync(content, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${name}.br`, brotliCompressSync(content, { params }));
}
