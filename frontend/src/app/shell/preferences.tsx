/** Switches for language (stored with the account) and theme (stored in this browser). */

import { BgColorsOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';

import { type ThemeChoice, useThemeChoice } from '@/lib/theme/use-theme';

import { useSaveLanguage } from './use-language';

/** Shows the other language by its own name. */
export function LanguageSwitch() {
  const { i18n, t } = useTranslation();
  const save = useSaveLanguage();
  const other = i18n.language === 'ko' ? 'en' : 'ko';
  return (
    <Button type="text" lang={other} onClick={() => void save(other)}>
      {t('preferences.language')}
    </Button>
  );
}

const CHOICES: readonly ThemeChoice[] = ['system', 'light', 'dark'];

export function ThemeSwitch() {
  const { t } = useTranslation();
  const [choice, choose] = useThemeChoice();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [choice],
        items: CHOICES.map((key) => ({ key, label: t(`preferences.theme.${key}`) })),
        onClick: ({ key }) => choose(CHOICES.find((known) => known === key) ?? 'system'),
      }}
    >
      <Button type="text" icon={<BgColorsOutlined />} aria-label={t('preferences.themeLabel')} />
    </Dropdown>
  );
}
