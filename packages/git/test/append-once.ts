/** One writer of the race test: appends one record to the ledger of a clone and prints how many races it lost. */
import { gitLedger } from '@weighbridge/git';
import { gitFixtureEnv, recordFixture } from '@weighbridge/testing';

const [root = '', remote = '', number = ''] = process.argv.slice(2);
let lost = 0;
const ledger = gitLedger(root, {
  env: gitFixtureEnv,
  ...(remote === '' ? {} : { remote }),
  onLostRace: () => {
    lost += 1;
  },
});
await ledger.append(recordFixture({ value: Number(number) / 1000 }));
process.stdout.write(String(lost));
