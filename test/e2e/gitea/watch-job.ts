import { giteaForge } from '@weighbridge/forge/gitea';

/** Run by a job: what its own token may do for a watch, a JSON line for each. */
const { GITHUB_TOKEN: token = '', GITHUB_SERVER_URL: serverUrl = '', GITHUB_REPOSITORY: repository = '' } = process.env;
const forge = giteaForge({ token, apiUrl: `${serverUrl}/api/v1`, serverUrl, repository });
const mark = '<!-- weighbridge watch churn -->';

await tell('issue', async () => {
  const made = await forge.issues?.create({ title: 'churn drifts', body: `${mark}\nfirst` });
  if (made) await forge.issues?.update(made, { body: `${mark}\nsecond`, open: false });
  const found = await forge.issues?.find(mark);
  return { same: found?.number === made?.number, open: found?.open, closedBy: found?.closedBy };
});
await tell('comments', async () => {
  const said = await forge.issues?.comments({ number: Number(process.env['TALK']), title: '', body: '', open: true });
  return said?.map(({ author, mayWrite }) => [author, mayWrite ?? 'unknown'].join(' '));
});
await tell('dispatch', async () => {
  const run = await forge.workflows?.dispatch({ workflow: 'train.yml', branch: 'retrain', inputs: { model: 'churn' } });
  const latest = await forge.workflows?.latest({ workflow: 'train.yml', branch: 'retrain' });
  return { same: run?.id !== undefined && run.id === latest?.id, state: latest?.state };
});
await tell('change', async () => {
  const wish = { headRef: 'retrain', baseRef: 'main', title: 'Retrained', body: 'By a job.' };
  const made = await forge.openChange?.(wish);
  const again = await forge.openChange?.(wish);
  return { open: made?.open, same: made?.number === again?.number };
});

async function tell(what: string, work: () => Promise<unknown>): Promise<void> {
  const answer = await work().then(
    (value) => ({ value }),
    (error: unknown) => ({ name: Object(error).name, needed: Object(error).needed, code: Object(error).code }),
  );
  console.log(`told ${JSON.stringify({ what, ...answer })}`);
}
