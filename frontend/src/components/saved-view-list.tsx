/** The saved views of a page: the user's own, shared ones, and those still in this browser only. */

import { DeleteOutlined } from '@ant-design/icons';
import type { UseQueryResult } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';

import type { ListPage, SavedViewsQuery } from '@/generated/graphql';
import { errorText } from '@/lib/error-text';
import { OutcomeError } from '@/lib/errors';

import { createView, updateView } from './saved-view-changes';
import { type Act, SavedViewItem } from './saved-view-item';
import { fromSearch, storeLocalViews, localViews, toSearch } from './saved-view-state';
import styles from './saved-views.module.css';
import { Answered } from './states';
import { useAction } from './use-action';
import { SAVED_VIEWS } from './use-saved-views';

type Props = { page: ListPage; query: UseQueryResult<SavedViewsQuery>; onDone: () => void };

export function SavedViewList({ page, query, onDone }: Props) {
  const { t } = useTranslation('components');
  const navigate = useNavigate();
  const { run: act, isPending } = useAct();
  const apply = (search: string) => {
    onDone();
    void navigate({ search });
  };
  return (
    <>
      <Answered query={query} rows={2}>
        {({ savedViews: { views, limits } }) => {
          const maxLength = limits.maxNameLength;
          const item = (view: (typeof views)[number]) => (
            <SavedViewItem key={view.id} view={view} maxLength={maxLength} act={act} onApply={() => apply(toSearch(view.parameters))} />
          );
          const mine = views.filter(({ canEdit }) => canEdit);
          return (
            <>
              {views.length === 0 && <p>{t('savedViews.none')}</p>}
              <Group title={t('savedViews.mine')}>{mine.map(item)}</Group>
              <Group title={t('savedViews.shared')}>{views.filter(({ canEdit }) => !canEdit).map(item)}</Group>
              <Saving page={page} maxLength={maxLength} act={act} mine={mine} isWaiting={isPending} />
            </>
          );
        }}
      </Answered>
      <LocalGroup page={page} onApply={apply} />
    </>
  );
}

/** Change something and load the views again; null if it was refused, which is shown. */
function useAct() {
  const { i18n, t } = useTranslation('components');
  return useAction((change: () => Promise<unknown>) => change(), {
    reload: [SAVED_VIEWS],
    onError: (error) => {
      const key = `components:savedViews.refused.${error instanceof OutcomeError ? error.code : ''}`;
      const isNamed = error instanceof OutcomeError && i18n.exists(key);
      return isNamed ? i18n.t(key as never) : `${t('savedViews.failed')} ${errorText(i18n, error)}`;
    },
  });
}

function Group({ title, children }: { title: string; children: ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <section aria-label={title}>
      <strong>{title}</strong>
      <ul>{children}</ul>
    </section>
  );
}

type SavingProps = { page: ListPage; maxLength: number; act: Act; mine: readonly { id: string; name: string }[]; isWaiting: boolean };

/** A view with the same name is overwritten; the button says so. */
function Saving({ page, maxLength, act, mine, isWaiting }: SavingProps) {
  const { t } = useTranslation('components');
  const { search } = useLocation();
  const [typed, setTyped] = useState('');
  const name = typed.trim();
  const same = mine.find((view) => view.name === name);
  const save = async () => {
    if (!name || isWaiting) return;
    const parameters = fromSearch(search);
    if (await act(() => (same ? updateView({ id: same.id, parameters }) : createView(page, name, parameters)))) setTyped('');
  };
  return (
    <div className={styles.add}>
      <Input size="small" maxLength={maxLength} aria-label={t('savedViews.name')} placeholder={t('savedViews.name')} value={typed} onChange={({ target }) => setTyped(target.value)} onPressEnter={() => void save()} />
      <Button size="small" type="primary" loading={isWaiting} onClick={() => void save()}>
        {t(same ? 'savedViews.overwrite' : 'savedViews.save')}
      </Button>
    </div>
  );
}

function LocalGroup({ page, onApply }: { page: ListPage; onApply: (search: string) => void }) {
  const { t } = useTranslation('components');
  const [, setRemoved] = useState('');
  const views = localViews(page);
  if (views.length === 0) return null;
  const remove = (name: string) => {
    storeLocalViews(page, localViews(page).filter((view) => view.name !== name));
    setRemoved(name);
  };
  return (
    <>
      <Group title={t('savedViews.local')}>
        {views.map(({ name, search }) => (
          <li key={name}>
            <Button className={styles.apply} type="link" size="small" onClick={() => onApply(search)}>
              <span translate="no">{name}</span>
            </Button>
            <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('savedViews.remove', { name })} onClick={() => remove(name)} />
          </li>
        ))}
      </Group>
      <p>{t('savedViews.localNote')}</p>
    </>
  );
}
