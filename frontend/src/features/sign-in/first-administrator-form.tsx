/** Name, address, password and language of the first administrator; currency and time zone are those of the settings. */

import { Button, Form, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { CheckWelcomeLinkMutation } from '@/generated/graphql';
import { errorText } from '@/lib/error-text';
import { OutcomeError } from '@/lib/errors';
import { type Language, showLanguage } from '@/lib/i18n';
import { createFirstAdministrator } from '@/lib/session';

import { eye } from './eye';
import styles from './sign-in.module.css';

type Link = Extract<CheckWelcomeLinkMutation['checkWelcomeLink'], { __typename: 'WelcomeLink' }>;
type Values = { displayName: string; email: string; password: string; again: string };

const MIN_PASSWORD_LENGTH = 12;
/** Languages in their own words. */
const LANGUAGES = [
  { value: 'ko', label: <span lang="ko">한국어</span> },
  { value: 'en', label: <span lang="en">English</span> },
];

export function FirstAdministratorForm({ code, link }: { code: string; link: Link }) {
  const { i18n, t } = useTranslation('sign-in');
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<string | null>(null);
  const [isWaiting, setIsWaiting] = useState(false);
  const submit = async ({ displayName, email, password }: Values) => {
    setIsWaiting(true);
    setProblem(null);
    try {
      await createFirstAdministrator({ code, displayName, email, password, locale: i18n.language as Language });
    } catch (error) {
      setProblem(reasonOf(error) ?? errorText(i18n, error));
      setIsWaiting(false);
    }
  };
  const reasonOf = (error: unknown): string | null => {
    if (!(error instanceof OutcomeError)) return null;
    if (error.typename === 'TooManyAttempts') return t('tooMany');
    if (error.typename === 'WelcomeLinkRefused') return t('welcome.ended');
    const key = `sign-in:welcome.refused.${error.code}`;
    return i18n.exists(key) ? t(key as 'welcome.refused.EMAIL_REFUSED') : null;
  };
  const missing = (text: string) => [{ required: true, whitespace: true, message: text }];
  return (
    <>
      <p className={styles.lead}>{t('welcome.lead')}</p>
      <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
        <Form.Item name="displayName" label={t('welcome.name')} rules={missing(t('welcome.nameMissing'))}>
          <Input autoComplete="name" autoFocus maxLength={100} />
        </Form.Item>
        <Form.Item name="email" label={t('email')} rules={missing(t('emailMissing'))}>
          <Input type="email" autoComplete="username" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('password')}
          extra={t('welcome.passwordRule')}
          rules={[{ required: true, min: MIN_PASSWORD_LENGTH, message: t('welcome.passwordShort') }]}
        >
          <Input.Password autoComplete="new-password" iconRender={eye} />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('welcome.again')}
          dependencies={['password']}
          rules={[
            {
              validator: (_, again) =>
                again === form.getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('welcome.different'))),
            },
          ]}
        >
          <Input.Password autoComplete="new-password" iconRender={eye} />
        </Form.Item>
        <Form.Item label={t('welcome.language')}>
          <Segmented
            block
            aria-label={t('welcome.language')}
            options={LANGUAGES}
            value={i18n.language}
            onChange={(language) => void showLanguage(language as Language)}
          />
        </Form.Item>
        <dl className={styles.company}>
          <dt>{t('welcome.currency')}</dt>
          <dd>{link.currency}</dd>
          <dt>{t('welcome.timeZone')}</dt>
          <dd>{link.timeZone}</dd>
        </dl>
        <p className={styles.companyNote}>{t('welcome.companyNote')}</p>
        <p className={styles.problem} role="alert">
          {problem}
        </p>
        <Button type="primary" htmlType="submit" block size="large" loading={isWaiting}>
          {t('welcome.submit')}
        </Button>
      </Form>
    </>
  );
}
