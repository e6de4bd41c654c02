import type { InitInputs } from '../init.ts';
import { pins } from './pins.ts';
import { scalar } from './scalar.ts';

const ours = 'weighbridge/weighbridge/actions';

/** The job `model`: it runs the user's code, and holds nothing that can write. */
export function modelJob({ train, ship, monitor }: InitInputs): string {
  const validates = monitor
    ? `      - uses: ${ours}/validate@v1   # the profile that production is held against\n`
    : '';
  const trains = ship ? `uses: ${ours}/train@v1` : `run: ${scalar(train)}`;
  return `  model:
    runs-on: ubuntu-latest
    permissions:
      contents: read         # the code
      actions: read          # the baseline's record, kept as an artifact of its run
      pull-requests: read    # an owner's approval of a looser policy
    steps:
      - uses: ${pins.checkout}
        with: { persist-credentials: false }
${validates}      - ${trains}
      - uses: ${ours}/gate@v1
        with: { write-report: false }
`;
}

/** The job `verdict`, which is the one to require: it runs always, because a skipped job counts as success on GitHub. */
export function verdictJob(why = ''): string {
  return `  verdict:
    needs: model
    if: always()
    runs-on: ubuntu-latest
    permissions:
      contents: read${why}
      actions: read           # the record of the job above
      pull-requests: write    # the note
    steps:
      - uses: ${pins.checkout}
        with: { persist-credentials: false }
      - uses: ${ours}/report@v1
        with:
          needs: \${{ toJSON(needs) }}
`;
}
