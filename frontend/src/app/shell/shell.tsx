/** The frame around every page: navigation, what is served, who is signed in. */

import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';

import { ErrorState } from '@/components/states';
import { ShellDocument, type ShellQuery } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { CallerContext } from '@/lib/caller';
import { useNarrow } from '@/lib/use-narrow';
import { ZoneContext } from '@/lib/zone';

import { Starting } from '../starting';
import { Header } from './header';
import { Navigation } from './navigation';
import { Palette } from './command-palette';
import { OutageNote } from './outage-note';
import { SampleNote } from './sample-note';
import { StaleNote } from './stale-note';
import styles from './shell.module.css';
import { useAccountLanguage } from './use-language';

const MenuDrawer = lazy(async () => ({ default: (await import('./menu-drawer')).MenuDrawer }));

const EACH_MINUTE = 60_000;
const COLLAPSED = 'jaego.navigation';

export function Shell() {
  const shell = useGraphQLQuery(ShellDocument, {}, { refetchInterval: EACH_MINUTE });
  const isWaiting = useAccountLanguage(shell.data?.me.locale);
  if (shell.data && isWaiting) return <Starting />;
  if (shell.data) {
    return (
      <ZoneContext value={shell.data.company.timeZone}>
        <Frame data={shell.data} isDown={shell.isError} />
      </ZoneContext>
    );
  }
  if (shell.isPending) return <Starting />;
  return <ErrorState error={shell.error} onRetry={() => void shell.refetch()} />;
}

function Frame({ data, isDown }: { data: ShellQuery; isDown: boolean }) {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const [isOpen, setIsOpen] = useState(false);
  const [isSearching, setIsSearching] = useState(false);
  const [isCollapsed, setIsCollapsed] = useState(() => localStorage.getItem(COLLAPSED) === 'collapsed');
  const toggle = () => {
    localStorage.setItem(COLLAPSED, isCollapsed ? 'open' : 'collapsed');
    setIsCollapsed(!isCollapsed);
  };
  return (
    <CallerContext value={data.me}>
      <a className={styles.skip} href="#content">
        {t('shell.skip')}
      </a>
      <div className={styles.frame} data-collapsed={isCollapsed && !isNarrow}>
        {isNarrow ? (
          <Suspense>
            <MenuDrawer isOpen={isOpen} onClose={() => setIsOpen(false)} />
          </Suspense>
        ) : (
          <Navigation isCollapsed={isCollapsed} onToggle={toggle} />
        )}
        <div className={styles.main}>
          <Header
            run={data.publishedRun}
            freshness={data.dataFreshness}
            unread={data.notificationSummary.unreadCount}
            onMenu={isNarrow ? () => setIsOpen(true) : undefined}
            onSearch={() => setIsSearching(true)}
          />
          {isDown && <OutageNote />}
          {data.sampleData && <SampleNote />}
          {data.dataFreshness?.state === 'STALE' && !data.sampleData && <StaleNote freshness={data.dataFreshness} />}
          <main id="content" className={styles.content} tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </div>
      <Palette isOpen={isSearching} onOpen={setIsSearching} />
    </CallerContext>
  );
}
