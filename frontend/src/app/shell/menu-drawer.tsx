/** The navigation of a narrow window, in a drawer. */

import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';

import { Navigation } from './navigation';
import styles from './shell.module.css';

type Props = { isOpen: boolean; onClose: () => void };

export function MenuDrawer({ isOpen, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      placement="left"
      size={264}
      open={isOpen}
      onClose={onClose}
      title={t('shell.navigation')}
      classNames={{ body: styles.drawer, header: styles.drawerHead, section: styles.drawer }}
    >
      <Navigation isCollapsed={false} onPick={onClose} />
    </Drawer>
  );
}
