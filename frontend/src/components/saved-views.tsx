/** Conditions of a list under names of one's own, kept in this browser. */

import { DeleteOutlined, StarOutlined } from '@ant-design/icons';
import { Button, Input, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';

import styles from './saved-views.module.css';

type View = { name: string; search: string };

function read(key: string): View[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as View[];
  } catch {
    return [];
  }
}

export function SavedViews({ list }: { list: string }) {
  const key = `jaego.views.${list}`;
  const { t } = useTranslation();
  const [views, setViews] = useState(() => read(key));
  const [isOpen, setIsOpen] = useState(false);
  const keep = (next: View[]) => {
    localStorage.setItem(key, JSON.stringify(next));
    setViews(next);
  };
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={isOpen}
      onOpenChange={setIsOpen}
      content={<Choice views={views} onKeep={keep} onDone={() => setIsOpen(false)} />}
    >
      <Button icon={<StarOutlined aria-hidden />}>{t('views.open')}</Button>
    </Popover>
  );
}

type ChoiceProps = { views: View[]; onKeep: (views: View[]) => void; onDone: () => void };

function Choice({ views, onKeep, onDone }: ChoiceProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { search } = useLocation();
  const [name, setName] = useState('');
  const add = () => {
    if (!name.trim()) return;
    onKeep([...views.filter((view) => view.name !== name.trim()), { name: name.trim(), search }]);
    setName('');
  };
  return (
    <div className={styles.choice}>
      {views.length === 0 && <p>{t('views.none')}</p>}
      <ul>
        {views.map((view) => (
          <li key={view.name}>
            <Button
              type="link"
              size="small"
              onClick={() => {
                onDone();
                void navigate({ search: view.search });
              }}
            >
              <span translate="no">{view.name}</span>
            </Button>
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('views.remove', { name: view.name })}
              onClick={() => onKeep(views.filter((other) => other.name !== view.name))}
            />
          </li>
        ))}
      </ul>
      <div className={styles.add}>
        <Input size="small" maxLength={60} aria-label={t('views.name')} placeholder={t('views.name')} value={name} onChange={(event) => setName(event.target.value)} onPressEnter={add} />
        <Button size="small" type="primary" onClick={add}>
          {t('views.save')}
        </Button>
      </div>
    </div>
  );
}
