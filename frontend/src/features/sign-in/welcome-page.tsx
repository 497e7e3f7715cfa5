/** The first administrator of a new installation, by the link that was shown in the terminal. */

import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useLocation } from 'react-router';

import { ErrorState, LoadingState } from '@/components/states';
import { CheckWelcomeLinkDocument, type CheckWelcomeLinkMutation } from '@/generated/graphql';
import { chooseLanguage } from '@/lib/i18n';
import { onSessionChange, sessionState } from '@/lib/session';
import { send } from '@/lib/transport';

import { FirstAdministratorForm } from './first-administrator-form';
import styles from './sign-in.module.css';
import { Story } from './story';

type Check = CheckWelcomeLinkMutation['checkWelcomeLink'];

/** The code lies behind `#`: browsers send that part of an address to nobody. */
const codeIn = (hash: string) => new URLSearchParams(hash.slice(1)).get('code') ?? '';

export function WelcomePage() {
  const { t } = useTranslation('sign-in');
  const code = codeIn(useLocation().hash);
  const session = useSyncExternalStore(onSessionChange, sessionState);
  useEffect(() => {
    document.title = `${t('welcome.title')} · Jaego`;
  }, [t]);
  if (session === 'signed-in') return <Navigate to="/" replace />;
  return (
    <main className={styles.page}>
      <Story />
      <section className={styles.side}>
        <div className={styles.box}>
          <h1>{t('welcome.heading')}</h1>
          <Content code={code} />
        </div>
      </section>
    </main>
  );
}

function Content({ code }: { code: string }) {
  const check = useQuery({
    queryKey: ['CheckWelcomeLink', code],
    queryFn: async () => (await send(CheckWelcomeLinkDocument, { input: { code } }, null)).checkWelcomeLink,
    refetchOnWindowFocus: false,
    staleTime: Infinity,
  });
  if (check.data) return <Checked code={code} check={check.data} />;
  if (check.isPending) return <LoadingState rows={5} />;
  return <ErrorState error={check.error} onRetry={() => void check.refetch()} />;
}

function Checked({ code, check }: { code: string; check: Check }) {
  const { i18n, t } = useTranslation('sign-in');
  const other = i18n.language === 'ko' ? 'en' : 'ko';
  if (check.__typename === 'WelcomeLink') return <FirstAdministratorForm code={code} link={check} />;
  if (check.__typename === 'TooManyAttempts') return <p className={styles.notice}>{t('tooMany')}</p>;
  return (
    <>
      <p className={styles.notice} role="alert">
        {t(check.hasUsers ? 'welcome.hasUsers' : 'welcome.ended')}
      </p>
      {check.hasUsers && <Link to="/sign-in">{t('submit')}</Link>}
      <Button type="text" size="small" lang={other} onClick={() => void chooseLanguage(other)}>
        {t('otherLanguage')}
      </Button>
    </>
  );
}
