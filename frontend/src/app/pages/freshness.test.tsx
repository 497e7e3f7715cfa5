import { render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';

import { Freshness } from '@/app/shell/freshness';
import { StaleNote } from '@/app/shell/stale-note';
import type { DataState } from '@/generated/enums';
import type { Role } from '@/generated/enums';
import { CallerContext } from '@/lib/caller';
import { startLanguages } from '@/testing/open-page';

beforeAll(startLanguages);

const RUN = { id: 'R', logicalDate: '2026-05-01', publishedAt: new Date().toISOString() };
const aged = (ageDays: number, state: DataState) => ({ dataUntil: '2026-05-01', ageDays, state });

test.each([
  [aged(1, 'FRESH'), 'en', 'Data to May 1, 2026'],
  [aged(4, 'LATE'), 'en', 'Data to May 1, 2026 · 4 days old'],
  [aged(16, 'STALE'), 'en', 'Data to May 1, 2026 · 16 days old, outdated'],
  [aged(16, 'STALE'), 'ko', '2026년 5월 1일까지의 데이터 · 16일 지나 오래됨'],
] as const)('the header says in words how old the data are, however new the run: %o', async (freshness, language, text) => {
  await i18next.changeLanguage(language);
  render(<Freshness run={RUN} freshness={freshness} />);
  expect(screen.getByText(text)).toHaveAttribute('data-state', freshness.state);
});

const callerOf = (role: Role) => ({ id: 'V', email: 'kim@shop.example', displayName: 'Kim', role, locale: 'en', seesCosts: false }) as const;

test.each([
  ['OPERATOR', ['Pipeline runs']],
  ['MANAGER', ['Imports', 'Pipeline runs']],
] as const)('the note on every page says what to do about stale data, with links to pages of the role %s', async (role, links) => {
  await i18next.changeLanguage('en');
  render(
    <CallerContext value={callerOf(role)}>
      <StaleNote freshness={aged(16, 'STALE')} />
    </CallerContext>,
    { wrapper: MemoryRouter },
  );
  expect(screen.getByRole('complementary', { name: 'Outdated data' })).toHaveTextContent('All figures use data up to May 1, 2026, 16 days ago.');
  expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(links);
  expect(screen.getByRole('link', { name: 'Pipeline runs' })).toHaveAttribute('href', '/runs');
});
