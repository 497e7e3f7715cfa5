/** All SKUs by risk, as parts of a bar. */

import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Panel } from '@/components/panel';
import { type StockoutRisk, StockoutRiskValues } from '@/generated/enums';
import { useFormat } from '@/lib/format';

import styles from './dashboard.module.css';

type Props = { risks: readonly { risk: StockoutRisk; skus: number }[] };

export function RisksPanel({ risks }: Props) {
  const { t } = useTranslation('dashboard');
  const format = useFormat();
  const all = risks.reduce((sum, { skus }) => sum + skus, 0);
  const counts = StockoutRiskValues.map((risk) => ({ risk, skus: risks.find((count) => count.risk === risk)?.skus ?? 0 }));
  return (
    <Panel title={t('risks.title')} note={t('risks.note', { skus: format.units(all) })}>
      <div className={styles.shares} aria-hidden>
        {counts.map(({ risk, skus }) => skus > 0 && <span key={risk} data-risk={risk} style={{ flexGrow: skus }} />)}
      </div>
      <ul className={styles.legend}>
        {counts.map(({ risk, skus }) => (
          <li key={risk}>
            <span className={styles.swatch} data-risk={risk} aria-hidden />
            <Link to={`/skus?risk=${risk}`}>{t(`common:risk.${risk}`)}</Link>
            <span>{format.units(skus)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
