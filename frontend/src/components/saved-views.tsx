/** The button that opens the saved views of a list. */

import { StarOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ListPage } from '@/generated/graphql';

import { SavedViewList } from './saved-view-list';
import styles from './saved-views.module.css';
import { useSavedViews } from './use-saved-views';

export function SavedViews({ page }: { page: ListPage }) {
  const { t } = useTranslation('components');
  const [isOpen, setIsOpen] = useState(false);
  const query = useSavedViews(page, isOpen);
  const content = (
    <div className={styles.choice}>
      <SavedViewList page={page} query={query} onDone={() => setIsOpen(false)} />
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" open={isOpen} onOpenChange={setIsOpen} content={content}>
      <Button icon={<StarOutlined aria-hidden />}>{t('savedViews.open')}</Button>
    </Popover>
  );
}
