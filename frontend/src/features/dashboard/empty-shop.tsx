/** The dashboard before the first published run: the steps that lead there, and sample data to look around with. */

import { Answered } from '@/components/states';

import { SampleDataPanel } from './sample-data';
import { SetupSteps } from './setup-steps';
import { useSampleData, useSetup } from './use-setup';

export function EmptyShop() {
  const setup = useSetup();
  const samples = useSampleData();
  return (
    <Answered query={setup} rows={10}>
      {({ setup: found }) => {
        const sample = samples.data?.sampleData ?? null;
        const panel = samples.data && <SampleDataPanel sample={sample} isEmpty={found.products === 0 && found.orders === 0} />;
        return (
          <>
            {sample && panel}
            {sample?.state !== 'FILLING' && <SetupSteps setup={found} />}
            {!sample && panel}
          </>
        );
      }}
    </Answered>
  );
}
