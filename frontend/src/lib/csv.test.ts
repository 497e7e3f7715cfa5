import { expect, test } from 'vitest';

import { toCsv } from './csv';

test('fields are quoted where they must be', () => {
  expect(toCsv([['a', 'b"c', 'd,e', 'f\ng'], [1, null, 0, undefined]])).toBe('a,"b""c","d,e","f\ng"\r\n1,,0,');
});

test('a text that a spreadsheet would run is handed over as text, a negative number as it is', () => {
  expect(toCsv([['=1+1', '@x', '-3', -3]])).toBe("'=1+1,'@x,'-3,-3");
});
