/** States of an import, by what a page does about them. */

import type { Tone } from '@/components/tag';
import type { ImportState } from '@/generated/enums';

export const POLL_MS = 1_000;

export const STATE_TONES: Record<ImportState, Tone> = {
  UPLOADED: 'info',
  READING: 'info',
  ASKING: 'warn',
  READY: 'accent',
  QUEUED: 'info',
  LOADING: 'info',
  DONE: 'good',
  FAILED: 'bad',
  DISCARDED: 'neutral',
};

const WORKING: ReadonlySet<ImportState> = new Set(['UPLOADED', 'READING', 'QUEUED', 'LOADING']);
const FINAL: ReadonlySet<ImportState> = new Set(['DONE', 'FAILED', 'DISCARDED']);

/** Whether the worker goes on without a person. */
export const isWorking = (state: ImportState | undefined): boolean => state !== undefined && WORKING.has(state);
export const hasEnded = (state: ImportState): boolean => FINAL.has(state);
/** Whether a person answers and starts. */
export const isWaiting = (state: ImportState): boolean => state === 'ASKING' || state === 'READY';
export const canDiscard = (state: ImportState): boolean => !FINAL.has(state) && state !== 'LOADING';
