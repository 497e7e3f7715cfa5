/** The company's business day, wherever the browser is. */

import dayjs from 'dayjs';

import { BusinessDayDocument } from '@/generated/graphql';

import { useGraphQLQuery } from './api';

const MINUTE_MS = 60_000;

/** The day as text such as "2026-05-01"; the browser's own until the server has answered. */
export function useToday(): string {
  const query = useGraphQLQuery(BusinessDayDocument, {}, { staleTime: MINUTE_MS, refetchInterval: 10 * MINUTE_MS });
  return query.data?.company.businessDay ?? dayjs().format('YYYY-MM-DD');
}
