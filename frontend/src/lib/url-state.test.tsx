import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter, useLocation } from 'react-router';
import { expect, test } from 'vitest';

import { oneOf, someOf, text, usePaging, useUrlState } from './url-state';

const SPEC = { search: text, risk: someOf(['HIGH', 'LOW']), orderBy: oneOf(['RISK', 'CODE'], 'RISK') };

function at(address: string) {
  const wrapper = ({ children }: { children: ReactNode }) => <MemoryRouter initialEntries={[address]}>{children}</MemoryRouter>;
  return renderHook(() => ({ state: useUrlState(SPEC), paging: usePaging(), search: useLocation().search }), { wrapper });
}

test('an address is read, and what is not valid in it is left out', () => {
  const { result } = at('/?search=cup&risk=HIGH&risk=KING&orderBy=NONE');
  expect(result.current.state[0]).toEqual({ search: 'cup', risk: ['HIGH'], orderBy: 'RISK' });
});

test('a change is written, defaults are not, and the list starts again', () => {
  const { result } = at('/?after=abc&other=1');
  act(() => result.current.state[1]({ search: '컵', risk: ['LOW', 'HIGH'], orderBy: 'CODE' }));
  expect(new URLSearchParams(result.current.search).toString()).toBe(
    new URLSearchParams([['other', '1'], ['search', '컵'], ['risk', 'LOW'], ['risk', 'HIGH'], ['orderBy', 'CODE']]).toString(),
  );
  act(() => result.current.state[1]({ orderBy: 'RISK', search: '' }));
  expect(result.current.search).toBe('?other=1&risk=LOW&risk=HIGH');
});

test('pages are gone through by their cursors', () => {
  const { result } = at('/');
  expect(result.current.paging).toMatchObject({ after: null, isFirst: true });
  act(() => result.current.paging.next('one'));
  act(() => result.current.paging.next('two'));
  expect(result.current.paging).toMatchObject({ after: 'two', isFirst: false });
  act(() => result.current.paging.back());
  expect(result.current.paging.after).toBe('one');
  act(() => result.current.paging.first());
  expect(result.current.search).toBe('');
});
