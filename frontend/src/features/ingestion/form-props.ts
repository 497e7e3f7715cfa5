/** What the parts of the form about a file share. */

import type { ImportChoicesQuery, ImportPartsFragment } from '@/generated/graphql';

import type { Draft } from './import-draft';

export type FormProps = {
  upload: ImportPartsFragment;
  choices: ImportChoicesQuery;
  draft: Draft;
  onChange: (changes: Partial<Draft>) => void;
  /** What the server refused, by input field. */
  errors: Readonly<Record<string, string>>;
};
