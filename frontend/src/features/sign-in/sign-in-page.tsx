/** Signing in, and back to the page that one came from. */

import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';

import type { LoginInput } from '@/generated/graphql';
import { errorText } from '@/lib/error-text';
import { OutcomeError } from '@/lib/errors';
import { chooseLanguage } from '@/lib/i18n';
import { onSessionChange, sessionState, signIn } from '@/lib/session';

import { pathWithin } from './return-path';
import styles from './sign-in.module.css';

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
      <section className={styles.story} aria-hidden="true">
        <span className={styles.word}>Jaego</span>
        <p className={styles.promise}>{t('promise')}</p>
        <Curve />
      </section>
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

/** For mouse users only; the keyboard skips it. */
const eye = (isVisible: boolean) => (isVisible ? <EyeOutlined aria-hidden /> : <EyeInvisibleOutlined aria-hidden />);

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

/** A stock that is sold down and filled up again before it ends. */
function Curve() {
  return (
    <svg className={styles.curve} viewBox="0 0 480 200" preserveAspectRatio="none">
      <path className={styles.floor} d="M0 168H480" />
      <path className={styles.past} d="M0 40 C50 58 90 96 140 138 V62 C190 78 226 112 268 146" />
      <path className={styles.band} d="M300 66 C360 84 420 120 480 138 V192 C420 172 360 132 300 104 Z" />
      <path className={styles.ahead} d="M268 146 L300 160 V84 C360 104 420 142 480 164" />
    </svg>
  );
}
