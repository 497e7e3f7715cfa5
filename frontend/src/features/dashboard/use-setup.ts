/** What the shop has, looked up again while something is on its way. */

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { SampleDataDocument, type SampleDataQuery, SetupDocument, type SetupQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';

export type Setup = SetupQuery['setup'];
export type SampleData = NonNullable<SampleDataQuery['sampleData']>;

/** Where a browser remembers that the open steps were dismissed. */
export const DISMISSED = 'jaego.setup';
const SOON_MS = 2000;
const LATER_MS = 30_000;

export function isUnderWay(setup: Setup | undefined): boolean {
  return setup?.newestNight?.status === 'QUEUED' || setup?.newestNight?.status === 'RUNNING';
}

/** Once the first run is published, or the shop is emptied, all pages show something else. */
export function useSetup() {
  const query = useGraphQLQuery(SetupDocument, {}, { refetchInterval: ({ state }) => (isUnderWay(state.data?.setup) ? SOON_MS : LATER_MS) });
  useReloadOnChange(query.data?.setup.isPublished);
  return query;
}

export function useSampleData() {
  const query = useGraphQLQuery(SampleDataDocument, {}, { refetchInterval: ({ state }) => (isOnItsWay(state.data?.sampleData) ? SOON_MS : LATER_MS) });
  useReloadOnChange(query.data && (query.data.sampleData?.state ?? 'NONE'));
  return query;
}

export function isOnItsWay(sample: Pick<SampleData, 'state'> | null | undefined): boolean {
  return sample?.state === 'FILLING' || sample?.state === 'REMOVING';
}

function useReloadOnChange(value: unknown) {
  const client = useQueryClient();
  const before = useRef(value);
  useEffect(() => {
    if (before.current !== undefined && before.current !== value) void client.invalidateQueries();
    before.current = value;
  }, [client, value]);
}
