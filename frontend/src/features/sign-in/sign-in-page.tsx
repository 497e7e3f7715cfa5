/** Signing in, and back to the page that one came from. */

import { Button, Form, Input } from 'antd';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';

import type { LoginInput } from '@/generated/graphql';
import { errorText } from '@/lib/error-text';
import { OutcomeError } from '@/lib/errors';
import { chooseLanguage } from '@/lib/i18n';
import { onSessionChange, sessionState, signIn } from '@/lib/session';

import { eye } from './eye';
import { pathWithin } from './return-path';
import styles from './sign-in.module.css';
import { Story } from './story';

export function SignInPage() {
  const { i18n, t } = useTranslation('sign-in');
  const [parameters] = useSearchParams();
  const session = useSyncExternalStore(onSessionChange, sessionState);
  useEffect(() => {
    document.title = `${t('title')} · Jaego`;
  }, [t]);
  if (session === 'signed-in') return <Navigate to={pathWithin(parameters.get('return'))} replace />;
  const other = i18n.language === 'ko' ? 'en' : 'ko';
  return (
    <main className={styles.page}>
      <Story />
      <section className={styles.side}>
        <div className={styles.box}>
          <h1>{t('heading')}</h1>
          <p className={styles.lead}>{t('lead')}</p>
          {parameters.get('why') === 'expired' && <p className={styles.notice}>{t('expired')}</p>}
          <Credentials />
        </div>
        <Button type="text" size="small" lang={other} onClick={() => void chooseLanguage(other)}>
          {t('otherLanguage')}
        </Button>
      </section>
    </main>
  );
}

function Credentials() {
  const { i18n, t } = useTranslation('sign-in');
  const [problem, setProblem] = useState<string | null>(null);
  const [isWaiting, setIsWaiting] = useState(false);
  const submit = async (input: LoginInput) => {
    setIsWaiting(true);
    setProblem(null);
    try {
      await signIn(input);
    } catch (error) {
      const isThrottled = error instanceof OutcomeError && error.typename === 'TooManyAttempts';
      setProblem(isThrottled ? t('tooMany') : errorText(i18n, error));
      setIsWaiting(false);
    }
  };
  return (
    <Form<LoginInput> layout="vertical" requiredMark={false} onFinish={(input) => void submit(input)} size="large">
      <Form.Item name="email" label={t('email')} rules={[{ required: true, message: t('emailMissing') }]}>
        <Input type="email" autoComplete="username" autoFocus />
      </Form.Item>
      <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('passwordMissing') }]}>
        <Input.Password autoComplete="current-password" iconRender={eye} />
      </Form.Item>
      <p className={styles.problem} role="alert">
        {problem}
      </p>
      <Button type="primary" htmlType="submit" block loading={isWaiting}>
        {t('submit')}
      </Button>
    </Form>
  );
}
